import { AdminClient } from '../../../renderer/src/api/admin-client.ts';

/** A client without a network, for components: a browser's page would not let it call another address. */
export class ScriptedClient {
  readonly sent: unknown[] = [];
  readonly client: AdminClient;
  answer: { readonly status: number; readonly body: unknown } = { status: 404, body: null };

  constructor() {
    this.client = new AdminClient((_, { body }) => {
      this.sent.push(typeof body === 'string' ? JSON.parse(body) : null);
      return Promise.resolve(Response.json(this.answer.body, { status: this.answer.status }));
    });
  }

  give(data: unknown): void {
    this.answer = { status: 200, body: { success: true, data } };
  }

  refuse(fields: Readonly<Record<string, string>>): void {
    const error = { code: 'request.invalid', message: 'No.', fields };
    this.answer = { status: 400, body: { success: false, error } };
  }
}
