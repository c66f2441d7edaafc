import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import { A_CHANNEL, openAdmin, PASSWORD, sha256, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin();
});

afterEach(async () => {
  await admin.close();
});

describe('keys, tokens, sessions and the password', () => {
  it('stand in no answer, event or log line after a walk through the whole API', async () => {
    const { token: session, asAdmin } = await admin.logIn();
    const seen: string[] = [];
    const walk = async (method: string, path: string, body?: unknown) => {
      const answer = await asAdmin(method, path, body);
      seen.push(answer.text, JSON.stringify([...answer.headers]));
      return answer;
    };
    const events = await admin.app.request(
      'http://localhost/admin/events',
      { headers: { host: 'localhost', authorization: `Bearer ${session}` } },
      {},
    );

    const created = await asAdmin('POST', '/admin/tokens', { name: 'laptop' });
    const { token, id: tokenId } = created.json.data as { token: string; id: number };
    const { id, keys } = (await walk('POST', '/admin/channels', A_CHANNEL)).json
      .data as ChannelView;
    const path = `/admin/channels/${id.toString()}`;
    const key = `${path}/keys/${keys[0]?.id.toString() ?? ''}`;
    const secrets = [A_CHANNEL.api_key, 'sk-second-key-0123', 'sk-third-key-01234'];

    await walk('POST', '/admin/channels', A_CHANNEL);
    await walk('POST', '/admin/channels', { ...A_CHANNEL, name: 'x', api_key: token });
    await walk('POST', `${path}/keys`, { secret: secrets[1] });
    await walk('POST', `${path}/keys`, { secret: secrets[1] });
    await walk('PATCH', key, { secret: secrets[2] });
    await walk('GET', '/admin/channels');
    await walk('GET', path);
    await walk('GET', `${path}/keys`);
    await walk('PATCH', path, { priority: 1 });
    await walk('PUT', path, A_CHANNEL);
    await walk('POST', `${path}/test`, {});
    await walk('POST', '/admin/channels/test', { channelId: id, channel: { url: 'ftp://x' } });
    await walk('GET', '/admin/tokens');
    await walk('PATCH', `/admin/tokens/${tokenId.toString()}`, { name: 'desk' });
    await walk('GET', '/admin/settings');
    await walk('PATCH', '/admin/settings', { drainMs: 5, port: token });
    await walk('PUT', '/admin/password', { current: PASSWORD, next: 'next password' });
    await walk('GET', '/admin/requests');
    await walk('GET', '/admin/in-flight');
    await walk('GET', '/admin/openapi.json');
    await walk('GET', '/health');
    await walk('DELETE', key);
    await walk('DELETE', path);
    await walk('DELETE', `/admin/tokens/${tokenId.toString()}`);
    await walk('POST', '/logout');
    admin.books.settings.replace({});
    seen.push(await events.text(), ...admin.lines);

    const all = seen.join('\n');
    expect(all).toContain('"kind":"changed"');
    for (const secret of [...secrets, token, sha256(token), session, sha256(session), PASSWORD]) {
      expect(all).not.toContain(secret);
    }
  });
});
