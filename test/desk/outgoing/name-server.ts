import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** Codes of DNS (RFC 1035 §3.2.2 and §4.1.1, RFC 3596). */
const TYPE = { A: 1, CNAME: 5, AAAA: 28 } as const;
const CLASS_IN = 1;
const RESPONSE_CODE = { ok: 0, failed: 2, no_name: 3 } as const;
const HEADER_BYTES = 12;

type Family = 'A' | 'AAAA';

/** What a name server says of one question; `silence` says nothing. */
export interface NameAnswer {
  readonly code?: keyof typeof RESPONSE_CODE;
  readonly aliases?: readonly string[];
  readonly addresses?: readonly (readonly number[])[];
}

/** Starts a name server on loopback. */
export async function nameServer(answer: (name: string, family: Family) => NameAnswer | 'silence') {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { name, family, end } = readQuestion(query);
    asked.push(`${name} ${family}`);
    const said = answer(name, family);
    if (said !== 'silence') socket.send(writeAnswer(query.subarray(0, end), family, said), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; family: Family; end: number } {
  const labels: string[] = [];
  let place = HEADER_BYTES;
  for (let length = query[place] ?? 0; length > 0; length = query[place] ?? 0) {
    labels.push(query.toString('latin1', place + 1, place + 1 + length));
    place += 1 + length;
  }
  const family = query.readUInt16BE(place + 1) === TYPE.AAAA ? 'AAAA' : 'A';
  return { name: labels.join('.').toLowerCase(), family, end: place + 5 };
}

function writeAnswer(
  question: Buffer,
  family: Family,
  { code = 'ok', aliases = [], addresses = [] }: NameAnswer,
): Buffer {
  const header = Buffer.from(question.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180 | RESPONSE_CODE[code], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(aliases.length + addresses.length, 6);
  header.writeUInt32BE(0, 8);
  // Each alias answers for the name before it, the first one for the question's own.
  const owners = [Buffer.from([0xc0, HEADER_BYTES]), ...aliases.map(writeName)];
  const last = owners.at(-1) ?? Buffer.alloc(0);
  const records = [
    ...aliases.map((alias, place) => record(owners[place] ?? last, TYPE.CNAME, writeName(alias))),
    ...addresses.map((address) => record(last, TYPE[family], Buffer.from(address))),
  ];
  return Buffer.concat([header, question.subarray(HEADER_BYTES), ...records]);
}

function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(CLASS_IN, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function writeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
