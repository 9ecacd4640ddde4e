import { randomUUID } from 'node:crypto';

/**
 * 16 random hexadecimal digits: the parts of a UUID that hold nothing else. Node keeps random bytes in store for UUIDs,
 * and asks the system for `randomBytes` each time.
 */
export function randomSessionId(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(-8);
}
