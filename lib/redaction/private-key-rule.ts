import type { Marks } from './marks';
import type { TextRule } from './rule';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const LONGEST_LABEL = 64;

/** Masks PEM blocks of private keys (RFC 7468), whole; one that is not closed, to the end of the text. */
export const privateKeyRule: TextRule = {
  name: 'private_key',
  find(text: string, marks: Marks): void {
    let begin = text.indexOf(BEGIN);
    while (begin !== -1) {
      const labelStart = begin + BEGIN.length;
      const label = text.slice(labelStart, labelStart + LONGEST_LABEL).split(DASHES, 1)[0] ?? '';
      const isPrivate = label.includes('PRIVATE KEY');
      const end = isPrivate ? endOfBlock(text, labelStart) : labelStart;
      if (isPrivate) marks.add(begin, end);
      begin = text.indexOf(BEGIN, end);
    }
  },
};

function endOfBlock(text: string, from: number): number {
  const end = text.indexOf(END, from);
  const dashes = end === -1 ? -1 : text.indexOf(DASHES, end + END.length);
  return dashes === -1 ? text.length : dashes + DASHES.length;
}
