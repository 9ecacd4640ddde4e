import { BoundedLane } from '../../lib/host/bounded-lane';
import { eventually } from '../support/eventually';

const hanging = () => {
  let release: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => {
    release = resolve;
  });
  return { promise, release };
};

describe('a lane', () => {
  it('gives what its operations give, and nothing for those that fail', async () => {
    const lane = new BoundedLane(1_000);
    expect(await lane.run(async () => 1)).toBe(1);
    expect(await lane.run(() => Promise.reject(new Error('no')))).toBeUndefined();
    expect(
      await lane.run(() => {
        throw new Error('at once');
      }),
    ).toBeUndefined();
    expect(await lane.run(async () => 2)).toBe(2);
  });

  it('gives up what hangs, and begins nothing else until it has come back', async () => {
    const lane = new BoundedLane(5);
    const { promise, release } = hanging();
    expect(await lane.run(() => promise)).toBeUndefined();
    const next = jest.fn(async () => 'next');
    expect(await lane.run(next)).toBeUndefined();
    expect(next).not.toHaveBeenCalled();
    release('late');
    expect(await eventually(() => lane.run(next))).toBe('next');
  });
});
