import net from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Doors } from '../../main/app/doors.ts';
import { Entrance } from '../../main/app/entrance.ts';
import { EXIT_CODES } from '../../main/app/exit-codes.ts';
import { listeningSockets, portHolder, readLsof, readNetstat } from '../../main/app/port-holder.ts';
import { waitFor } from '../support/wait-for.ts';
import { closedPort } from '../support/scripted-upstream.ts';

const TIMEOUTS = { clientKeepAliveMs: 1000, headerReadMs: 1000 };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function occupied(): Promise<{ port: number; leave: () => Promise<void> }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const leave = async () => {
    server.close();
    if (server.listening) await once(server, 'close');
  };
  ends.push(() => void leave());
  return { port, leave };
}

function entrance(mayEvade: boolean, holder: string | null = 'nginx (7)'): Entrance {
  const doors = new Doors('127.0.0.1');
  ends.push(() => {
    doors.destroy();
  });
  return new Entrance({ doors, mayEvade, findHolder: async () => holder });
}

describe('a taken port', () => {
  it('ends a start without a screen, and the holder is named', async () => {
    const { port } = await occupied();
    await expect(entrance(false).open(port, TIMEOUTS)).rejects.toMatchObject({
      exitCode: EXIT_CODES.portInUse,
      message: expect.stringContaining(`Port ${String(port)} is in use by nginx (7).`) as string,
    });
    await expect(entrance(false, null).open(port, TIMEOUTS)).rejects.toMatchObject({
      message: expect.stringContaining('is in use. Stop') as string,
    });
  });

  it('is evaded on the desktop, which says so', async () => {
    const { port } = await occupied();
    const one = entrance(true);
    await one.open(port, TIMEOUTS);
    expect(one.taken).toEqual({ port, holder: 'nginx (7)' });
    expect(one.doors.port).toBeGreaterThan(0);
    expect(one.doors.port).not.toBe(port);
  });

  it('is not tried again with every setting that changes', async () => {
    const { port, leave } = await occupied();
    const one = entrance(true);
    await one.open(port, TIMEOUTS);
    await leave();
    await one.follow(port, TIMEOUTS);
    expect(one.taken?.port).toBe(port);
  });

  it('is forgotten when the free port becomes the wanted one', async () => {
    const { port } = await occupied();
    const one = entrance(true);
    let told = 0;
    one.subscribe(() => (told += 1));
    await one.open(port, TIMEOUTS);
    const free = one.doors.port;
    await one.follow(free, TIMEOUTS);
    expect([one.taken, one.doors.port, told]).toEqual([null, free, 1]);
  });

  it('is taken over when it is free again and somebody asks', async () => {
    const { port, leave } = await occupied();
    const one = entrance(true);
    await one.open(port, TIMEOUTS);
    expect(await one.retry(TIMEOUTS)).toBe(false);
    expect(one.taken?.port).toBe(port);
    await leave();
    expect(await one.retry(TIMEOUTS)).toBe(true);
    expect([one.taken, one.doors.port]).toEqual([null, port]);
  });
});

describe('who holds a port', () => {
  it.runIf(process.platform === 'linux')('is found among our own processes', async () => {
    const { port } = await occupied();
    const found = await waitFor(() => portHolder(port, 'linux'), 'the holder');
    expect(found).toContain(`(${String(process.pid)})`);
  });

  it('is nobody where nobody listens, and on systems we cannot ask', async () => {
    expect(await portHolder(await closedPort(), process.platform)).toBeNull();
    expect(await portHolder(80, 'plan9')).toBeNull();
  });

  it('is read from the tables of Linux: listeners alone', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 x
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 x
   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4244 1 x`;
    expect(listeningSockets(table, 8080)).toEqual(['socket:[4242]']);
  });

  it('is read from lsof', () => {
    expect(readLsof('p812\ncnginx\nf6\n')).toBe('nginx (812)');
    expect(readLsof('')).toBeNull();
  });

  it('is read from netstat in any language', () => {
    const text = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    127.0.0.1:8080         127.0.0.1:50000        HERGESTELLT      11
  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN          4711
`;
    expect(readNetstat(text, 8080)).toBe('4711');
    expect(readNetstat(text, 80)).toBeNull();
  });
});
