import fc from 'fast-check';
import { LOG_LEVELS, RANKS } from '../../../lib/logging/log-level';
import { LevelQueue } from '../../../lib/logging/output/level-queue';

function queueOf(capacityBytes: number) {
  const dropped: string[] = [];
  return { dropped, queue: new LevelQueue<string>(capacityBytes, (item) => dropped.push(item)) };
}

function drain(queue: LevelQueue<string>): string[] {
  const items: string[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

describe('the queue of what is to be written', () => {
  it('gives back what came, in its order, whatever the levels', () => {
    const { queue } = queueOf(100);
    queue.push('a', 'error', 1);
    queue.push('b', 'debug', 1);
    queue.push('c', 'info', 1);

    expect(drain(queue)).toEqual(['a', 'b', 'c']);
  });

  it('gives up the oldest debug record first, then those of the next level', () => {
    const { queue, dropped } = queueOf(4);
    queue.push('info 1', 'info', 1);
    queue.push('debug 1', 'debug', 1);
    queue.push('debug 2', 'debug', 1);
    queue.push('error 1', 'error', 1);
    queue.push('error 2', 'error', 1);
    queue.push('error 3', 'error', 1);
    queue.push('error 4', 'error', 1);

    expect(dropped).toEqual(['debug 1', 'debug 2', 'info 1']);
    expect(drain(queue)).toEqual(['error 1', 'error 2', 'error 3', 'error 4']);
  });

  it('gives up what comes in when all that waits is more severe', () => {
    const { queue, dropped } = queueOf(2);
    queue.push('error 1', 'error', 1);
    queue.push('error 2', 'error', 1);
    queue.push('info 1', 'info', 1);

    expect(dropped).toEqual(['info 1']);
    expect(drain(queue)).toEqual(['error 1', 'error 2']);
  });

  it('stays within its bytes, keeps the order, and accounts for every record', () => {
    const push = fc.record({
      kind: fc.constant('push' as const),
      level: fc.constantFrom(...LOG_LEVELS),
      bytes: fc.integer({ min: 1, max: 12 }),
    });
    const action = fc.oneof({ weight: 3, arbitrary: push }, fc.constant({ kind: 'shift' as const }));
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 400 }),
        fc.integer({ min: 1, max: 60 }),
        (actions, capacity) => {
          const { queue, dropped } = queueOf(capacity);
          const taken: string[] = [];
          let pushed = 0;
          for (const step of actions) {
            if (step.kind === 'push') queue.push(String(pushed++), step.level, step.bytes);
            else taken.push(...[queue.shift()].filter((item) => item !== undefined));
            expect(queue.bytes).toBeLessThanOrEqual(capacity);
          }
          taken.push(...drain(queue));

          expect(taken).toEqual([...taken].sort((one, other) => Number(one) - Number(other)));
          expect([...taken, ...dropped].map(Number).sort((one, other) => one - other)).toEqual(
            Array.from({ length: pushed }, (_, index) => index),
          );
        },
      ),
    );
  });

  it('never gives up a record while a less severe one waits', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LOG_LEVELS), { maxLength: 200 }), (levels) => {
        const dropped: number[] = [];
        const queue = new LevelQueue<number>(10, (rank) => dropped.push(rank));
        const waiting: number[] = [];
        for (const level of levels) {
          const rank = RANKS[level];
          waiting.push(rank);
          queue.push(rank, level, 1);
          for (const gone of dropped.splice(0)) {
            expect(gone).toBe(Math.min(...waiting));
            waiting.splice(waiting.indexOf(gone), 1);
          }
        }
      }),
    );
  });
});
