import type { AdminApp, AdminDeps } from './deps.ts';
import { DOCS_CSS, docsPage, type ApiDocument } from './docs-page.ts';

/** Adds the description of the API, for machines and for people. Call it after every other route. */
export function addDocsRoutes(app: AdminApp, deps: AdminDeps): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token that POST /login answers with, or the cookie it sets.',
  });

  app.get('/admin/openapi.json', (c) => c.json(documentOf()));
  app.get('/admin/docs', (c) => c.html(docsPage(documentOf() as unknown as ApiDocument)));
  app.get('/admin/docs.css', (c) => {
    c.header('Content-Type', 'text/css; charset=utf-8');
    return c.body(DOCS_CSS);
  });

  /** Made for each call: it is asked for seldom, and kept it would cost memory all day. */
  function documentOf() {
    return app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'ccLoad admin API',
        version: deps.config.version,
        description:
          'Every call below /admin needs a session. Errors are {"success": false, "error": {"code", "message", "fields"}}.',
      },
    });
  }
}
