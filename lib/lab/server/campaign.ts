import { createRandom, type Random } from '../cards';
import { PROVOCATIONS } from './provocations';
import {
  type Answers,
  installApplet,
  inventory,
  readCardNumber,
  readSubscriber,
  type Task,
  type TaskFactory,
  updatePhoneBook,
  writeTestFile,
} from './tasks';

const TASKS: readonly TaskFactory[] = [
  inventory,
  readCardNumber,
  readSubscriber,
  updatePhoneBook,
  writeTestFile,
  installApplet,
];
const MOST_TASKS = 2;
const PROVOCATION_PROBABILITY = 0.12;

/** The tasks of one admin session, in order. Each script depends on what the card answered before. */
export class Campaign {
  readonly #tasks: readonly TaskFactory[];
  readonly #random: Random;
  #index = 0;
  #current: Task | undefined;

  constructor(tasks: readonly TaskFactory[], random: Random) {
    this.#tasks = tasks;
    this.#random = random;
  }

  /** The next script, given the answers to the one before; undefined when the campaign is done. */
  next(answers: Answers): readonly Uint8Array[] | undefined {
    for (;;) {
      const task = this.#current;
      const step = task?.next(answers);
      if (step && !step.done) return step.value;
      if (task) this.#index += 1;
      const factory = this.#tasks[this.#index];
      if (!factory) return undefined;
      this.#current = factory(this.#random);
    }
  }

  /** Goes back to the start of the task that was broken off: the card has forgotten what it had selected. */
  resume(): void {
    this.#current = undefined;
  }
}

/** Composes campaigns, one after the other from the same seed. */
export class CampaignPlanner {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** A campaign of one or two tasks; about one in eight also provokes an error. */
  plan(): Campaign {
    const random = this.#random;
    const tasks = random.shuffled(TASKS).slice(0, random.integer(1, MOST_TASKS));
    const provoked = random.chance(PROVOCATION_PROBABILITY) ? [random.pick(PROVOCATIONS)] : [];
    return new Campaign([...tasks, ...provoked], random);
  }
}
