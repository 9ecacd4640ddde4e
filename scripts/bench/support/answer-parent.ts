interface Question {
  readonly question: string;
  readonly argument?: unknown;
}

/** What a process of the benchmark can be asked: what it does for each question, and gives back. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the questions of the process that started this one, and ends with it. */
export function answerParent(answers: Answers): void {
  process.on('message', ({ question, argument }: Question) => {
    const answer = answers[question] as ((argument: unknown) => unknown) | undefined;
    void answerOne(answer, argument).then((message) => process.send?.(message));
  });
  process.on('disconnect', () => process.exit());
}

async function answerOne(answer: ((argument: unknown) => unknown) | undefined, argument: unknown) {
  try {
    if (!answer) throw new Error('there is no such question');
    return { value: await answer(argument) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
