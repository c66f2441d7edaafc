import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Doors } from '../../main/app/doors.ts';
import { StartError } from '../../main/app/exit-codes.ts';
import { OwnAddresses } from '../../main/app/own-addresses.ts';
import { closedPort } from '../support/scripted-upstream.ts';

const timeouts = { clientKeepAliveMs: 75_000, headerReadMs: 60_000 };
const doors: Doors[] = [];

function newDoors(host = '127.0.0.1'): Doors {
  const one = new Doors(host);
  doors.push(one);
  return one;
}

afterEach(() => {
  for (const one of doors.splice(0)) one.destroy();
});

async function textFrom(host: string, port: number): Promise<string> {
  return (await fetch(`http://${host}:${String(port)}/`)).text();
}

describe('Doors', () => {
  it('answer on both loopback addresses', async () => {
    const one = newDoors();
    await one.open(0, timeouts);
    one.serve((_req, res) => res.end('here'));
    expect(await textFrom('127.0.0.1', one.port)).toBe('here');
    expect(await textFrom('[::1]', one.port)).toBe('here');
    expect(one.address).toBe(`http://127.0.0.1:${String(one.port)}`);
  });

  it('let early requests wait until the program is ready', async () => {
    const one = newDoors();
    await one.open(0, timeouts);
    const early = textFrom('127.0.0.1', one.port);
    one.serve((_req, res) => res.end('ready'));
    expect(await early).toBe('ready');
  });

  it('say that a port is taken, with the exit code for it', async () => {
    const one = newDoors();
    await one.open(0, timeouts);
    const refused = newDoors().open(one.port, timeouts);
    await expect(refused).rejects.toThrow(StartError);
    await expect(refused).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('in use') as string,
    });
  });

  it('say so too when a stranger holds the port on the other address family', async () => {
    const stranger = http.createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '::1', resolve));
    const { port } = stranger.address() as { port: number };
    await expect(newDoors().open(port, timeouts)).rejects.toMatchObject({ exitCode: 2 });
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('move to another port and stay where they are when it is taken', async () => {
    const one = newDoors();
    await one.open(0, timeouts);
    one.serve((_req, res) => res.end('moved'));
    const before = one.port;
    const other = newDoors();
    await other.open(0, timeouts);
    await expect(one.move(other.port, timeouts)).rejects.toThrow(StartError);
    expect(one.port).toBe(before);
    const free = await closedPort();
    await one.move(free, timeouts);
    expect(await textFrom('127.0.0.1', free)).toBe('moved');
    await expect(textFrom('127.0.0.1', before)).rejects.toThrow();
  });
});

describe('OwnAddresses', () => {
  const own = new OwnAddresses(
    () => 8080,
    () => 0,
  );

  it.each([
    ['http://127.0.0.1:8080', true],
    ['http://127.8.8.8:8080/v1', true],
    ['http://localhost:8080', true],
    ['http://app.localhost:8080', true],
    ['http://[::1]:8080', true],
    ['http://[::ffff:127.0.0.1]:8080', true],
    ['http://0.0.0.0:8080', true],
    ['http://127.0.0.1:8081', false],
    ['https://api.anthropic.com:8080', false],
    ['http://localhost.example:8080', false],
  ])('judges the URL %s: %s', (url, expected) => {
    expect(own.isUrl(url)).toBe(expected);
  });

  it.each([
    ['127.0.0.1', 8080, true],
    ['::1', 8080, true],
    ['::ffff:127.0.0.1', 8080, true],
    ['127.0.0.1', 9, false],
    ['203.0.113.1', 8080, false],
  ])('judges the peer %s:%i: %s', (address, port, expected) => {
    expect(own.isListener(address, port)).toBe(expected);
  });
});
