import { afterEach, expect, it } from 'vitest';
import { diagnose } from '../../main/cli/doctor.ts';
import { Server } from '../../main/cli/server.ts';
import { HttpProxy } from '../support/http-proxy.ts';
import { ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { selfSigned } from '../support/self-signed.ts';
import { TestApp } from '../support/test-app.ts';

let app: TestApp;
let proxy: HttpProxy;

afterEach(async () => {
  await app.stop();
  await proxy.close();
});

it('looks at vendors through the proxy of its environment, as requests do, and says so', async () => {
  proxy = await HttpProxy.start();
  const upstream = await ScriptedUpstream.start(status(404), { certificate: selfSigned() });
  const { port } = new URL(upstream.url);
  const origin = `https://upstream.test:${port}`;
  app = await TestApp.start({ channels: [{ name: 'far', url: origin }] });
  const look = async (noProxy: string | null) =>
    (
      await diagnose(await Server.find(app.folder), app.folder, {
        httpProxy: null,
        httpsProxy: proxy.url('user:secret@'),
        noProxy,
      })
    )
      .filter(({ text }) => text.startsWith(origin))
      .map(({ what, verdict, text }) => `${verdict} ${what}: ${text}`);

  const findings = await look(null);
  expect(proxy.asked).toEqual([`CONNECT upstream.test:${port}`]);
  expect(findings).toEqual([
    `good proxy: ${origin} is reached through 127.0.0.1:${String(proxy.port)}, which this environment names (HTTPS_PROXY, NO_PROXY). The running program goes by its own.`,
    expect.stringMatching(/^bad certificate: .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)\.$/),
  ]);
  expect(findings.join()).not.toContain('secret');

  expect(await look('.test')).toEqual([
    expect.stringMatching(/^warn network: .* cannot be reached directly \(ENOTFOUND|EAI_AGAIN\)/),
  ]);
  expect(proxy.asked).toHaveLength(1);
});
