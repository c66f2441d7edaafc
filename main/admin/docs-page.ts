import { schemaText, type JsonSchema } from './schema-text.ts';

/** Media type → what it holds. */
type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

type Operation = {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

/** The parts of an OpenAPI document that the page shows. */
export type ApiDocument = {
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description?: string;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

/** The API as a page of plain HTML: no script, nothing from elsewhere, readable without a style sheet too. */
export function docsPage(document: ApiDocument): string {
  const { info, paths, components } = document;
  const operations = operationsOf(paths);
  const tags = [...new Set(operations.map(tagOf))];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(info.title)}</title>
<link rel="stylesheet" href="/admin/docs.css">
<h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1>
<p>${escapeHtml(info.description ?? '')} <a href="/admin/openapi.json">OpenAPI document</a></p>
<nav>${tags.map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`).join(' ')}
<a href="#types">types</a></nav>
${tags
  .map((tag) =>
    sectionHtml(
      tag,
      operations.filter((one) => tagOf(one) === tag),
    ),
  )
  .join('\n')}
<section id="types"><h2>types</h2>
${Object.entries(components.schemas).map(typeHtml).join('\n')}
</section>
</html>
`;
}

/** A call with its place in the document. */
type Listed = { readonly method: string; readonly path: string; readonly operation: Operation };

/** The section a call stands in. */
function tagOf({ operation }: Listed): string {
  return operation.tags?.[0] ?? '';
}

function operationsOf(paths: ApiDocument['paths']): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

function sectionHtml(tag: string, operations: readonly Listed[]): string {
  return `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>
${operations.map(operationHtml).join('\n')}
</section>`;
}

function operationHtml({ method, path, operation }: Listed): string {
  const isOpen = (operation.security ?? []).length === 0;
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default');
  return `<article>
<h3><b>${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code></h3>
<p>${escapeHtml(operation.summary ?? '')}${isOpen ? ' <i>Open to everybody.</i>' : ''}</p>
${parametersHtml(operation)}
${contentHtml('Body', operation.requestBody?.content)}
${answers.map(([status, answer]) => contentHtml(`Answer ${status}`, answer.content)).join('\n')}
</article>`;
}

function parametersHtml({ parameters = [] }: Operation): string {
  const rows = parameters.map((one) => {
    const kind = `${one.in}${one.required === true ? ', required' : ''}`;
    const type = schemaText(one.schema ?? {});
    return `<li><code>${escapeHtml(one.name)}</code> (${escapeHtml(kind)}): <code>${escapeHtml(type)}</code></li>`;
  });
  return rows.length === 0 ? '' : `<ul>${rows.join('')}</ul>`;
}

function contentHtml(title: string, content: Content | undefined): string {
  if (content === undefined) return '';
  return Object.entries(content)
    .map(
      ([type, { schema = {} }]) =>
        `<h4>${escapeHtml(title)} <small>${escapeHtml(type)}</small></h4>
<pre>${escapeHtml(schemaText(schema))}</pre>`,
    )
    .join('\n');
}

function typeHtml([name, schema]: [string, JsonSchema]): string {
  const note = schema.description === undefined ? '' : `<p>${escapeHtml(schema.description)}</p>`;
  return `<h3 id="type-${escapeHtml(name)}"><code>${escapeHtml(name)}</code></h3>${note}
<pre>${escapeHtml(schemaText(schema))}</pre>`;
}

/** Everything in the page goes through here, also in attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A file of its own because the policy forbids inline styles. */
export const DOCS_CSS = `:root { color-scheme: light dark; --line: light-dark(#ccc, #444); --soft: light-dark(#f5f5f5, #222); }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; padding: .5rem 0; background: Canvas; border-bottom: 1px solid var(--line); }
nav a { margin-right: .75rem; }
article { border-top: 1px solid var(--line); padding: .5rem 0; }
h3 { margin: .5rem 0; font-size: 1rem; }
h4 { margin: .5rem 0 0; font-size: .875rem; }
small { font-weight: normal; opacity: .7; }
pre, code { font: .875rem/1.4 ui-monospace, monospace; }
pre { margin: .25rem 0; padding: .5rem; overflow-x: auto; background: var(--soft); border-radius: .25rem; }
`;
