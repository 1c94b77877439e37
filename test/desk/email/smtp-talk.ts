import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A client that says exactly what it is told to. */
export interface Talk {
  /** Sends lines and resolves with the server's next reply, its last line. */
  say(...lines: string[]): Promise<string>;
  /** Sends without waiting. */
  send(text: string): void;
  /** The next reply. */
  heard(): Promise<string>;
  /** Resolves when the server has closed the connection. */
  closed(): Promise<void>;
  /** Breaks off. */
  hangUp(): void;
}

/** Connects and waits for the greeting. */
export async function talkTo(port: number): Promise<{ talk: Talk; greeting: string }> {
  const socket = connect(port, '127.0.0.1');
  const replies = repliesOf(socket);
  const ended = once(socket, 'close');
  const talk: Talk = {
    say(...lines) {
      socket.write(`${lines.join('\r\n')}\r\n`);
      return replies();
    },
    send: (text) => void socket.write(text),
    heard: replies,
    closed: async () => void (await ended),
    hangUp: () => socket.destroy(),
  };
  return { talk, greeting: await replies() };
}

function repliesOf(socket: Socket): () => Promise<string> {
  const heard: string[] = [];
  const waiting: ((reply: string) => void)[] = [];
  let rest = '';
  let reply = '';
  const deliver = (whole: string) => {
    const next = waiting.shift();
    if (next) next(whole);
    else heard.push(whole);
  };
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('close', () => deliver('closed'));
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      reply += `${line}\n`;
      if (line[3] === '-') continue;
      deliver(reply.trimEnd());
      reply = '';
    }
  });
  return () =>
    new Promise((resolve) => {
      const next = heard.shift();
      if (next === undefined) waiting.push(resolve);
      else resolve(next);
    });
}

/** A server that answers each command as a table says: the reply, `'silence'`, or `'hang up'`. It counts whole mails. */
export async function scriptedServer(
  script: Readonly<Record<string, string>>,
): Promise<{ url: string; port: number; mails(): number; close(): void }> {
  const sockets = new Set<Socket>();
  let mails = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let inMail = false;
    const answer = (command: string, usual: string) => {
      const reply = script[command] ?? usual;
      if (reply === 'hang up') socket.destroy();
      else if (reply !== 'silence') socket.write(`${reply}\r\n`);
      return reply;
    };
    answer('greeting', '220 test');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\r\n').filter(Boolean)) {
        if (inMail && line !== '.') continue;
        const command = inMail ? 'end' : (/^\w+/.exec(line)?.[0].toUpperCase() ?? '');
        if (command === 'end') mails += 1;
        const reply = answer(command, command === 'DATA' ? '354 go on' : command === 'QUIT' ? '221 bye' : '250 fine');
        inMail = command === 'DATA' && reply.startsWith('354');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails: () => mails,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
