/** Why a vendor would refuse a request. */
class Refusal extends Error {}

/**
 * @param {unknown} isSo
 * @param {string} fault what is wrong when it is not so
 * @returns {asserts isSo}
 */
export function demand(isSo, fault) {
  if (!isSo) throw new Refusal(fault);
}

/**
 * What the checks of a body find first; null when it is good.
 * @param {(body: any) => void} check
 * @returns {(body: any) => string | null}
 */
export function faultOf(check) {
  return (body) => {
    try {
      check(body);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  };
}

/**
 * Vendors refuse what they do not know.
 * @param {any} value
 * @param {string} place
 * @param {string} known names with spaces between
 */
export function demandObject(value, place, known) {
  demand(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${place} is no object`,
  );
  const names = known.split(' ');
  const strange = Object.keys(value).filter((name) => !names.includes(name));
  demand(strange.length === 0, `${place} has unknown members: ${strange.join(', ')}`);
}

/**
 * @param {any} value
 * @param {string} place
 */
export function demandText(value, place) {
  demand(typeof value === 'string' && value.trim() !== '', `${place} is an empty text`);
}

/**
 * @param {any} value
 * @param {string} place
 */
export function demandList(value, place) {
  demand(Array.isArray(value) && value.length > 0, `${place} is an empty list`);
}

/**
 * @param {readonly string[]} names
 * @param {string} place
 */
export function demandUnique(names, place) {
  demand(new Set(names).size === names.length, `${place} are given twice: ${names.join(', ')}`);
}

/** The beginnings of files that say which type of picture they are. */
const MAGIC = {
  'image/png': '89504e47',
  'image/jpeg': 'ffd8ff',
  'image/gif': '47494638',
  'image/webp': '52494646',
};

/**
 * @param {string} type
 * @param {string} data
 * @param {string} place
 */
export function demandPicture(type, data, place) {
  const magic = /** @type {Record<string, string>} */ (MAGIC)[type];
  demand(magic !== undefined, `${place} is of the type ${type}`);
  const bytes = Buffer.from(data, 'base64');
  demand(bytes.toString('base64') === data, `${place} is no Base64`);
  demand(bytes.toString('hex').startsWith(magic), `${place} is no ${type}`);
}

/**
 * @param {any} url
 * @param {string} place
 */
export function demandPictureUrl(url, place) {
  const [, type = '', data = ''] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  demandPicture(type, data, place);
}

/**
 * @param {any} text
 * @param {string} place
 */
export function demandArguments(text, place) {
  demand(typeof text === 'string', `${place} are no text`);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  demand(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    `${place} are ${text}`,
  );
}

/**
 * The schema of what a tool takes, as OpenAI and Anthropic demand it.
 * @param {any} schema
 * @param {string} place
 */
export function demandSchema(schema, place) {
  demand(schema?.type === 'object', `${place} is not of the type object`);
  for (const name of ['oneOf', 'anyOf', 'allOf', 'enum', 'not'])
    demand(!(name in schema), `${place} has ${name} at its top`);
}
