import { Fleet } from '../../../lib/lab/cards/fleet';
import { createVirtualCards } from '../../../lib/lab/cards/virtual-card';
import { readCardNumber, type Task } from '../../../lib/lab/server/tasks';
import { eventually } from '../../support/eventually';
import { type ObservedServer, startObservedServer } from '../lab-server';

let server: ObservedServer;
afterEach(() => server.stop());

const cards = (count: number) =>
  createVirtualCards(Array(count).fill(server.credentials), {
    seed: 1,
    faults: false,
    slowestExecutionMs: 0,
  });

describe('Fleet', () => {
  it.each([
    ['as fast as the cards can', 0],
    ['at a rate', 200],
  ])('holds sessions %s until it is stopped, and counts what the server counts', async (_, ratePerSecond) => {
    server = await startObservedServer([readCardNumber]);
    const fleet = new Fleet({
      address: server.address,
      cards: cards(3),
      ratePerSecond,
    });
    fleet.start();
    await eventually(() => fleet.tally().completed >= 10);
    const { sessions, completed, dropped, failed, scripts } = await fleet.stop(5_000);
    expect({ completed, dropped, failed }).toEqual({ completed: sessions, dropped: 0, failed: {} });
    const metric = server.obs.metric.bind(server.obs);
    await eventually(async () => (await metric('cardlink_sessions_active')) === 0);
    expect(await metric('cardlink_sessions_total', { session_status: 'completed' })).toBe(sessions);
    expect(await metric('cardlink_script_commands_count')).toBe(scripts);
  });

  it('asks before each session and leaves out those that were not invited', async () => {
    server = await startObservedServer([]);
    let asked = 0;
    const fleet = new Fleet({
      address: server.address,
      cards: cards(1),
      ratePerSecond: 0,
      invite: async () => {
        asked += 1;
        return asked % 2 === 0;
      },
    });
    fleet.start();
    await eventually(() => fleet.tally().completed >= 3);
    const { sessions } = await fleet.stop(5_000);
    expect(Math.abs(asked - 2 * sessions)).toBeLessThanOrEqual(2);
  });

  it('drops the links of sessions that do not end in time', async () => {
    const endless = function* task(): Task {
      for (;;) yield [Buffer.from('00A4000C023F00', 'hex')];
    };
    server = await startObservedServer([endless]);
    const fleet = new Fleet({ address: server.address, cards: cards(2), ratePerSecond: 0 });
    fleet.start();
    await eventually(async () => (await server.obs.metric('cardlink_sessions_active')) === 2);
    const { completed, failed } = await fleet.stop(20);
    expect(completed + (failed.closed ?? 0) + (failed.refused ?? 0)).toBeGreaterThanOrEqual(2);
  });

  it('has nothing to do without cards', async () => {
    server = await startObservedServer([]);
    const fleet = new Fleet({ address: server.address, cards: [], ratePerSecond: 10 });
    fleet.start();
    expect(await fleet.stop(0)).toEqual({ sessions: 0, completed: 0, dropped: 0, failed: {}, scripts: 0 });
  });
});
