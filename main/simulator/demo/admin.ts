/** The few calls of the admin API that the demo needs. */
export class Admin {
  readonly #address: string;
  readonly #session: string;

  private constructor(address: string, session: string) {
    this.#address = address;
    this.#session = session;
  }

  /** Throws with the program's own words when it refuses. */
  static async login(address: string, password: string): Promise<Admin> {
    const { token } = (await send('POST', `${address}/login`, { password })) as { token: string };
    return new Admin(address, token);
  }

  async addChannel(channel: object): Promise<void> {
    await this.#send('POST', '/admin/channels', channel);
  }

  async changeSettings(settings: object): Promise<void> {
    await this.#send('PATCH', '/admin/settings', settings);
  }

  async #send(method: string, path: string, body: object): Promise<void> {
    const authorization = `Bearer ${this.#session}`;
    await send(method, this.#address + path, body, { authorization });
  }
}

async function send(
  method: string,
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}: ${text}`);
  return JSON.parse(text);
}
