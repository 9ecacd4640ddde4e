import {
  ABBREVIATED_NUMBER_BYTES,
  AID,
  concatBytes,
  encodeTlv,
  FACTORY,
  FILE,
  type Random,
  readTlvs,
  TEST_FILE_BYTES,
} from '../cards';
import * as commands from './commands';

/** What a card answered to one command. A card that stops a script leaves later commands without an answer. */
export interface Answer {
  readonly statusWord: number;
  readonly data: Uint8Array;
}

export type Answers = readonly (Answer | undefined)[];

/** A piece of a campaign: yields one script after the other and is given the answers to each. */
export type Task = Script<void>;
type Script<Result> = Generator<readonly Uint8Array[], Result, Answers>;

/** Makes a task; made anew, it begins from its start. */
export type TaskFactory = (random: Random) => Task;

const DONE = 0x9000;
const MORE_DATA_AVAILABLE = 0x6310;
const NOT_ENOUGH_MEMORY = 0x6a84;
const PIN_BLOCKED = 0x6983;
const SECURITY_STATUS_NOT_SATISFIED = 0x6982;
const FORGETS_PIN_PROBABILITY = 0.1;
/** A card that says for ever that it has more is not asked for ever. */
const MOST_STATUS_PAGES = 8;

const waitingBytes = (answer: Answer | undefined): number | undefined =>
  answer && answer.statusWord >> 8 === 0x61 ? answer.statusWord & 0xff : undefined;

const rightLength = (answer: Answer | undefined): number | undefined =>
  answer && answer.statusWord >> 8 === 0x6c ? answer.statusWord & 0xff : undefined;

/** What is on the card: the security domain, its data objects, applications page by page, load files. */
export function* inventory(): Task {
  yield [commands.selectApplication(AID.issuerSecurityDomain, 'information', true)];
  yield [commands.getStatus('domain'), commands.getData(0x0042), commands.getData(0x0045)];
  yield* list('applications');
  yield [commands.getData(0x9f7f)];
  yield [commands.getStatus('loadFiles'), commands.getData(0x00e0), commands.getData(0x0066)];
}

/** The AIDs of all entries of a kind, page by page (6310). */
function* list(kind: commands.StatusKind): Script<readonly Uint8Array[]> {
  const aids: Uint8Array[] = [];
  for (let page = 0; page < MOST_STATUS_PAGES; page += 1) {
    const [answer] = yield [commands.getStatus(kind, page > 0)];
    aids.push(...(answer ? aidsIn(answer.data) : []));
    if (answer?.statusWord !== MORE_DATA_AVAILABLE) break;
  }
  return aids;
}

/** The AIDs in a GET STATUS answer (GlobalPlatform 2.3, 11.4.3.1): tag 4F in each template E3. */
function aidsIn(data: Uint8Array): readonly Uint8Array[] {
  return (readTlvs(data) ?? [])
    .flatMap(({ value }) => readTlvs(value) ?? [])
    .filter(({ tag }) => tag === 0x4f)
    .map(({ value }) => value);
}

/** The card's own number, read as a terminal does: SELECT, GET RESPONSE for what it announces, READ BINARY. */
export function* readCardNumber(): Task {
  const [selected] = yield [commands.selectPath([FILE.iccid], 'parameters')];
  const waiting = waitingBytes(selected);
  if (waiting !== undefined) yield [commands.getResponse(waiting), commands.readBinary(0)];
  const [record] = yield [commands.selectPath([FILE.directory], 'nothing'), commands.readRecord(1)];
  if (record?.statusWord === DONE) yield [commands.readRecord(1, 38), commands.readRecord(2, 38)];
}

function* presentPin(): Task {
  const [answer] = yield [commands.verifyPin(FACTORY.pin)];
  if (answer?.statusWord === PIN_BLOCKED) yield [commands.unblockPin()];
}

function* selectUsim(): Task {
  const [answer] = yield [commands.selectApplication(AID.usim, 'parameters', false)];
  const waiting = waitingBytes(answer);
  if (waiting !== undefined) yield [commands.getResponse(waiting)];
}

/** The subscriber's number, which PIN 1 protects; now and then the PIN is only thought of when the card asks. */
export function* readSubscriber(random: Random): Task {
  yield* selectUsim();
  if (!random.chance(FORGETS_PIN_PROBABILITY)) yield* presentPin();
  const [, read] = yield [commands.selectFile(FILE.imsi, 'nothing'), commands.readBinary(0)];
  if (read?.statusWord === SECURITY_STATUS_NOT_SATISFIED) {
    yield* presentPin();
    yield [commands.readBinary(0)];
  }
  yield [commands.selectFile(FILE.administrativeData, 'nothing'), commands.readBinary(0, 4)];
}

/** An entry of the phone book: read with the length that the card tells, changed, read back. */
export function* updatePhoneBook(random: Random): Task {
  yield* presentPin();
  const record = random.integer(1, 10);
  const path = [FILE.telecom, FILE.abbreviatedNumbers];
  const [, read] = yield [commands.selectPath(path, 'nothing'), commands.readRecord(record)];
  const bytes = rightLength(read) ?? ABBREVIATED_NUMBER_BYTES;
  yield [commands.readRecord(record, bytes)];
  yield [commands.updateRecord(record, random.bytes(bytes)), commands.readRecord(record, bytes)];
}

/** A file written in pieces and read back. */
export function* writeTestFile(random: Random): Task {
  yield* selectUsim();
  const half = TEST_FILE_BYTES / 2;
  const content = random.bytes(TEST_FILE_BYTES);
  yield [
    commands.selectFile(FILE.test, 'nothing'),
    commands.updateBinary(0, content.subarray(0, half)),
    commands.updateBinary(half, content.subarray(half)),
  ];
  yield [commands.readBinary(0, TEST_FILE_BYTES)];
}

/** The life of an applet: loaded in blocks, installed, personalised, deleted. A full card is tidied up first. */
export function* installApplet(random: Random): Task {
  const loadFile = concatBytes(AID.appletPackage, random.bytes(3));
  const application = concatBytes(loadFile, Uint8Array.of(0x01));
  const block = random.bytes(random.integer(64, 200));
  yield [commands.selectApplication(AID.issuerSecurityDomain, 'information', true)];
  const [load] = yield [commands.installForLoad(loadFile)];
  if (load?.statusWord === NOT_ENOUGH_MEMORY) yield* tidyUp();
  if (load?.statusWord !== DONE) return;
  yield [commands.loadBlock(0, false, block), commands.loadBlock(1, true, block)];
  const [installed] = yield [commands.installForInstall(loadFile, application)];
  if (installed?.statusWord === DONE) {
    yield [
      commands.installForPersonalisation(application),
      commands.storeData(0, false, encodeTlv(0x70, random.bytes(24))),
      commands.storeData(1, true, encodeTlv(0x71, random.bytes(12))),
    ];
    yield [commands.deleteContent(application)];
  }
  yield [commands.deleteContent(loadFile)];
}

/** Deletes what broken sessions left behind, applications before the packages that they came from. */
function* tidyUp(): Task {
  for (const kind of ['applications', 'loadFiles'] as const) {
    const aids = yield* list(kind);
    for (const aid of aids.filter(isLeftOver)) yield [commands.deleteContent(aid)];
  }
}

/** AIDs of the lab's applets are the package's and more. */
function isLeftOver(aid: Uint8Array): boolean {
  const beginning = aid.subarray(0, AID.appletPackage.length);
  return aid.length > beginning.length && Buffer.compare(beginning, AID.appletPackage) === 0;
}
