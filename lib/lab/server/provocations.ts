import { encodeCommand } from '../../index';
import { AID, FACTORY, FILE, fromHex } from '../cards';
import * as commands from './commands';
import type { Task, TaskFactory } from './tasks';

const UNKNOWN_FILE = 0x6fff;
const WRONG_PIN = '0000';

/** A task that sends each of these scripts in turn, whatever the answers. */
const scripts = (...sent: readonly (readonly Uint8Array[])[]): TaskFactory =>
  function* provoke(): Task {
    for (const script of sent) yield script;
  };

/**
 * What a campaign does wrong now and then, so that a card's errors are seen too. Each says which status word a card
 * answers with; all of them leave the card as they found it.
 */
export const PROVOCATIONS: readonly [TaskFactory, ...TaskFactory[]] = [
  // 6A82: no such file; no such application.
  scripts([commands.selectFile(UNKNOWN_FILE, 'parameters')]),
  scripts([commands.selectApplication(fromHex('A0000000999999'), 'information', true)]),
  // 63C2: a wrong PIN. The right one puts the counter back.
  scripts([commands.verifyPin(WRONG_PIN)], [commands.verifyPin(FACTORY.pin)]),
  // 6700: a PIN of four bytes.
  scripts([encodeCommand({ cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x01, data: fromHex('FFFFFFFF') })]),
  // 6A83: a record that the file does not have.
  scripts([commands.selectPath([FILE.directory], 'nothing'), commands.readRecord(9, 38)]),
  // 6A86: no such way to select.
  scripts([encodeCommand({ cla: 0x00, ins: 0xa4, p1: 0x0f, p2: 0x00, data: fromHex('3F00') })]),
  // 6A88: no such data object.
  scripts([commands.selectApplication(AID.issuerSecurityDomain, 'nothing', false), commands.getData(0x00ff)]),
  // 6B00: an offset behind the end of the file.
  scripts([commands.selectPath([FILE.iccid], 'nothing'), commands.readBinary(0x40)]),
  // 6982: the card's number is written once, in the factory.
  scripts([commands.selectPath([FILE.iccid], 'nothing'), commands.updateBinary(0, fromHex('98'))]),
  // 6981: a record of a file that has none. The card stops here: the second command is not run.
  scripts(
    [commands.selectPath([FILE.iccid], 'nothing')],
    [commands.readRecord(1, 38), commands.readBinary(0)],
  ),
  // 6986: nothing to read in a directory.
  scripts([commands.selectFile(FILE.master, 'nothing'), commands.readBinary(0)]),
  // 6985: personalisation while another application is selected.
  scripts([
    commands.selectApplication(AID.usim, 'nothing', false),
    commands.storeData(0, true, fromHex('700100')),
  ]),
  // 6D00 and 6E00: an instruction and a class that the card does not know.
  scripts([encodeCommand({ cla: 0x00, ins: 0x84, p1: 0x00, p2: 0x00, le: 8 })]),
  scripts([encodeCommand({ cla: 0xa0, ins: 0xa4, p1: 0x00, p2: 0x00, data: fromHex('3F00') })]),
];
