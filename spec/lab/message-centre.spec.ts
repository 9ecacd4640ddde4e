import { createRandom } from '../../lib/lab/cards/random';
import { MessageCentre } from '../../lib/lab/message-centre';

const invitations = 500;

async function inviteAll(slowestDeliveryMs: number) {
  const sent: string[] = [];
  const failed: string[] = [];
  const trigger = {
    sent: (type: string, info?: { identity?: string }) => void sent.push(`${type} ${info?.identity}`),
    failed: (type: string, errorType: string) => void failed.push(`${type} ${errorType}`),
  };
  const centre = new MessageCentre({ trigger, random: createRandom(1), slowestDeliveryMs });
  const results: { came: boolean; type: string | undefined }[] = [];
  for (let index = 0; index < invitations; index += 1) {
    const identity = `card-${index}`;
    const came = await centre.invite(identity);
    results.push({ came, type: centre.sessionType(identity) });
  }
  return { sent, failed, results, centre };
}

describe('MessageCentre', () => {
  it('triggers some sessions by message and lets cards call for the rest', async () => {
    const { sent, failed, results } = await inviteAll(0);
    const types = new Set(sent.map((entry) => entry.split(' ')[0]));
    expect(types).toEqual(new Set(['sms', 'poll']));
    expect(sent.length + failed.length).toBe(invitations);
    expect(results.filter(({ came }) => !came)).toHaveLength(failed.length);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(invitations / 10);
  });

  it('remembers how each session came about', async () => {
    const { sent, results, centre } = await inviteAll(0);
    const polled = sent.filter((entry) => entry.startsWith('poll'));
    expect(results.filter(({ type }) => type === 'polled')).toHaveLength(polled.length);
    expect(centre.sessionType('stranger')).toBeUndefined();
  });

  it('delivers a message after a while', async () => {
    const trigger = { sent: jest.fn(), failed: jest.fn() };
    const centre = new MessageCentre({ trigger, random: createRandom(3), slowestDeliveryMs: 2 });
    for (let index = 0; index < 20; index += 1) await centre.invite('card');
    expect(trigger.sent).toHaveBeenCalledWith('sms', { identity: 'card' });
  });
});
