import type { ChannelInput, ChannelModelInput } from '../contracts/channel.schema.ts';
import type { ChannelModel } from '../contracts/channel.ts';
import type { FieldErrors } from './field-errors.ts';

/** The models of a channel, checked; null when the input names none. */
export function modelDrafts(
  input: ChannelInput,
  errors: FieldErrors,
): readonly ChannelModel[] | null {
  if (input.models === undefined) return null;
  const names = new Set<string>();
  const models: ChannelModel[] = [];
  for (const [index, one] of input.models.entries()) {
    const path = `models.${index.toString()}`;
    const model = modelOf(one, path, errors);
    if (model === null) continue;
    // Upstreams tell `GPT-4` from `gpt-4`, so only the same name is the same model.
    if (names.has(model.name)) {
      errors.report(typeof one === 'string' ? path : `${path}.name`, 'is there twice');
    }
    names.add(model.name);
    models.push(model);
  }
  return models;
}

/** A model in whichever form: a name, our fields, or the seeds'. Null when it has no name. */
function modelOf(one: ChannelModelInput, path: string, errors: FieldErrors): ChannelModel | null {
  if (typeof one === 'string') return { name: one, upstreamNames: [], isEnabled: true };
  const name = one.name ?? one.model;
  if (name === undefined) {
    errors.report(`${path}.name`, 'is missing');
    return null;
  }
  if (one.name !== undefined && one.model !== undefined) {
    errors.report(`${path}.name`, 'give either name or model');
  }
  return {
    name,
    upstreamNames: upstreamNames(one, name, path, errors),
    isEnabled: one.isEnabled ?? one.disabled !== true,
  };
}

/** As a list, or as one name in either vocabulary. A redirect to the same name alone is none. */
function upstreamNames(
  one: Exclude<ChannelModelInput, string>,
  name: string,
  path: string,
  errors: FieldErrors,
): readonly string[] {
  const single = one.upstreamName ?? one.redirect_model ?? '';
  const names = one.upstreamNames ?? (single === '' ? [] : [single]);
  if (one.upstreamNames !== undefined && single !== '') {
    errors.report(`${path}.upstreamNames`, 'give either a list or a single name');
  }
  names.forEach((upstream, at) => {
    if (names.indexOf(upstream) < at) {
      errors.report(`${path}.upstreamNames.${at.toString()}`, 'is there twice');
    }
  });
  return names.length === 1 && names[0] === name ? [] : names;
}
