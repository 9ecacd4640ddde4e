import { Card } from '../../../lib/lab/cards/card';
import { createRandom } from '../../../lib/lab/cards/random';
import { Campaign, CampaignPlanner } from '../../../lib/lab/server/campaign';
import { PROVOCATIONS } from '../../../lib/lab/server/provocations';
import * as tasks from '../../../lib/lab/server/tasks';

const word = (response: Uint8Array) => Buffer.from(response.subarray(-2)).toString('hex').toUpperCase();
const isFailure = (statusWord: string) => /^6[4-9A-B]|^6[DEF]|^63C/.test(statusWord);

/** Runs a campaign on a card as a server does, and returns the status words of each script. */
function play(campaign: Campaign, card: Card): string[][] {
  const played: string[][] = [];
  let answers: tasks.Answers = [];
  for (let script = campaign.next([]); script; script = campaign.next(answers)) {
    const responses: Uint8Array[] = [];
    for (const command of script) {
      const response = card.transmit(command);
      responses.push(response);
      if (isFailure(word(response))) break;
    }
    played.push(responses.map(word));
    answers = script.map((_, index) => {
      const response = responses[index];
      return response && { statusWord: Number.parseInt(word(response), 16), data: response.subarray(0, -2) };
    });
  }
  return played;
}

const failures = (played: string[][]) => played.flat().filter(isFailure);
const one = (task: tasks.TaskFactory, seed = 1) => new Campaign([task], createRandom(seed));

describe('the tasks of a campaign', () => {
  it.each([
    ['inventory', tasks.inventory],
    ['readCardNumber', tasks.readCardNumber],
    ['updatePhoneBook', tasks.updatePhoneBook],
    ['writeTestFile', tasks.writeTestFile],
    ['installApplet', tasks.installApplet],
  ])('%s goes through on a sound card, again and again', (_, task) => {
    const card = new Card(1);
    for (let seed = 0; seed < 20; seed += 1) {
      card.reset();
      const played = play(one(task, seed), card);
      expect(played.length).toBeGreaterThan(2);
      expect(failures(played)).toEqual([]);
    }
  });

  it('asks for further pages while the card says 6310', () => {
    expect(play(one(tasks.inventory), new Card(1)).flat()).toContain('6310');
  });

  it('follows 61xx with GET RESPONSE and 6Cxx with the right length', () => {
    const words = play(one(tasks.readCardNumber), new Card(1));
    expect(words[0]).toEqual(['6111']);
    expect(words[1]).toEqual(['9000', '9000']);
    expect(words[2]).toEqual(['9000', '6C26']);
    expect(words[3]).toEqual(['9000', '9000']);
  });

  it('presents the PIN when the card asks for it', () => {
    const seeds = Array.from({ length: 60 }, (_, seed) => seed);
    const played = seeds.map((seed) => play(one(tasks.readSubscriber, seed), new Card(1)));
    const forgotten = played.filter((words) => words.flat().includes('6982'));
    expect(forgotten.length).toBeGreaterThan(0);
    expect(forgotten.length).toBeLessThan(seeds.length);
    for (const words of forgotten) expect(words.at(-2)).toEqual(['9000']);
  });

  it('unblocks a blocked PIN', () => {
    const card = new Card(1);
    const wrong = Buffer.from('00200001083030303030ffffff', 'hex');
    for (let tries = 0; tries < 3; tries += 1) card.transmit(wrong);
    const words = play(one(tasks.updatePhoneBook), card);
    expect(words.slice(0, 2)).toEqual([['6983'], ['9000']]);
  });

  it('tidies up a card that is full of what broken sessions left behind', () => {
    const card = new Card(1);
    for (let broken = 0; broken < 8; broken += 1) {
      const campaign = one(tasks.installApplet, broken);
      campaign.next([]);
      for (let step = 0; step < 3; step += 1) {
        const script = campaign.next([{ statusWord: 0x9000, data: new Uint8Array() }]);
        for (const command of script ?? []) card.transmit(command);
      }
      card.reset();
    }
    expect(play(one(tasks.installApplet, 100), card).flat()).toContain('6A84');
    expect(failures(play(one(tasks.installApplet, 101), card))).toEqual([]);
  });
});

describe('the provocations', () => {
  it('each bring about an error, and leave the card as it was', () => {
    const card = new Card(1);
    for (const provocation of PROVOCATIONS) {
      card.reset();
      expect(failures(play(one(provocation), card))).toHaveLength(1);
    }
    card.reset();
    expect(failures(play(one(tasks.updatePhoneBook), card))).toEqual([]);
  });
});

describe('CampaignPlanner', () => {
  const scripts = (seed: number) => {
    const planner = new CampaignPlanner(seed);
    return Array.from({ length: 30 }, () => play(planner.plan(), new Card(1)));
  };

  it('plans the same campaigns for the same seed', () => {
    expect(scripts(4)).toEqual(scripts(4));
    expect(scripts(4)).not.toEqual(scripts(5));
  });

  it('mixes scripts of one command with longer ones, and errors with a lot of success', () => {
    const played = scripts(1).flat();
    expect(played.some((words) => words.length === 1)).toBe(true);
    expect(played.some((words) => words.length > 2)).toBe(true);
    const words = played.flat();
    const share = failures(played).length / words.length;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.1);
  });
});

describe('Campaign', () => {
  it('begins the task anew that was broken off, and none before it', () => {
    const begun: string[] = [];
    const task = (name: string): tasks.TaskFactory =>
      function* recorded(): tasks.Task {
        begun.push(name);
        yield [Buffer.from('00A40000', 'hex')];
      };
    const campaign = new Campaign([task('a'), task('b')], createRandom(1));
    campaign.next([]);
    campaign.next([]);
    campaign.resume();
    campaign.next([]);
    expect(campaign.next([])).toBeUndefined();
    expect(begun).toEqual(['a', 'b', 'b']);
  });
});
