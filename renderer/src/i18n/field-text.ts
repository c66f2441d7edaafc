import type { LanguageCode } from './language.svelte.ts';

/**
 * What the program says of a field, in Chinese. Its sentences are its own and of few forms (`main/admin/schema-errors.ts`
 * and the checks beside it), so each form stands here; what is missing is shown as it came.
 */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^must not be empty$/, '不能为空'],
  [/^is missing$/, '未填写'],
  [/^is missing: a channel needs at least one URL$/, '未填写：渠道至少需要一个网址'],
  [
    /^is missing: name the models, or \["\*"\] to accept any$/,
    '未填写：请列出模型，或接受任意模型',
  ],
  [/^is missing: give both times, or neither$/, '请同时填写两个时间，或都留空'],
  [/^is there twice$/, '重复'],
  [/^(line \d+: )?is there twice$/, '$1重复'],
  [/^is not a known field$/, '不是已知字段'],
  [/^is not valid$/, '无效'],
  [/^has the wrong type$/, '类型不正确'],
  [/^must be a whole number$/, '必须是整数'],
  [/^must be an? number$/, '必须是数字'],
  [/^must be true or false$/, '必须是 true 或 false'],
  [/^must be an? string$/, '必须是文本'],
  [/^must be an? boolean$/, '必须是“是”或“否”'],
  [/^must be an? array$/, '必须是列表'],
  [/^must be an? object$/, '必须是对象'],
  [/^must be a valid (\S+)$/, '不是有效的 $1'],
  [/^must be at least (\S+)$/, '不能小于 $1'],
  [/^must be at most (\S+)$/, '不能大于 $1'],
  [/^must not be below (\S+)$/, '不能小于 $1'],
  [/^must have at least (\d+) characters$/, '至少 $1 个字符'],
  [/^must have at most (\d+) characters$/, '最多 $1 个字符'],
  [/^must have at most (\d+) bytes$/, '最多 $1 字节'],
  [/^must have at most six decimal places$/, '最多六位小数'],
  [/^needs at least (\d+)$/, '至少需要 $1 项'],
  [/^may have at most (\d+)$/, '最多 $1 项'],
  [/^must be one of the channel's models$/, '必须是该渠道的模型之一'],
  [/^must be one of (.+)$/, '只能是：$1'],
  [/^is too long$/, '过长'],
  [/^must begin with http:\/\/ or https:\/\/$/, '必须以 http:// 或 https:// 开头'],
  [/^needs a valid host$/, '需要有效的主机名'],
  [/^needs a port between 1 and 65535$/, '端口必须在 1 到 65535 之间'],
  [
    /^must not contain spaces, control characters or characters outside ASCII$/,
    '不能含空格、控制字符或非 ASCII 字符',
  ],
  [
    /^must not contain a user name or password; put the key into the keys$/,
    '不能含用户名或密码，请把密钥填入密钥列表',
  ],
  [/^must not carry a key; put it into the keys$/, '不能带密钥，请填入密钥列表'],
  [
    /^must not contain # except at the very end, where it marks an exact URL$/,
    '除结尾表示完整网址外，不能含 #',
  ],
  [/^must not contain \. or \.\. as a part of its path$/, '路径中不能含 . 或 ..'],
  [/^must not contain (?:line breaks or )?control characters$/, '不能含换行或控制字符'],
  [/^leads back to this program$/, '该网址指回本程序'],
  [
    /^must be the key itself: visible ASCII without spaces$/,
    '请填写密钥本身：不含空格的可见 ASCII 字符',
  ],
  [
    /^is a client token of this program, not the key of an upstream$/,
    '这是本程序的令牌，不是上游的密钥',
  ],
  [
    /^must be direct, or http, https, socks5 or socks5h:\/\/\[user:password@\]host:port$/,
    '必须是 direct，或 http、https、socks5、socks5h://[用户名:密码@]主机:端口',
  ],
  [
    /^has a masked password: write it again, it belonged to another address$/,
    '密码已隐藏且属于另一地址，请重新填写',
  ],
  [
    /^has a user name or password that is too long or badly escaped$/,
    '用户名或密码过长，或转义不正确',
  ],
  [/^must be a time such as (\S+)$/, '必须是 $1 这样的时间'],
  [/^must be a time zone such as (.+)$/, '必须是 $1 这样的时区'],
  [/^must be a header name$/, '必须是有效的请求头名称'],
  [/^must be a path such as (\S+)$/, '必须是 $1 这样的路径'],
  [/^must be an IP address or a range such as (\S+)$/, '必须是 IP 地址，或 $1 这样的网段'],
  [/^must be an origin such as (\S+), without a path$/, '必须是 $1 这样的来源，不含路径'],
  [/^must be another model$/, '必须是另一个模型'],
  [/^must be the name of a model, without \*$/, '必须是不含 * 的模型名称'],
  [/^must hold a price$/, '至少需要一个价格'],
  [/^must not be the same as \S+$/, '两个时间不能相同'],
  [/^must be earlier than to, or than now$/, '必须早于结束时间和现在'],
  [/^names a (?:channel|token) that does not exist$/, '所指的对象不存在'],
  [/^is set by (\S+) and can only be changed there$/, '由 $1 设定，只能在那里更改'],
];

export function fieldText(sentence: string, language: LanguageCode): string {
  if (language === 'en') return sentence;
  for (const [form, text] of FORMS) if (form.test(sentence)) return sentence.replace(form, text);
  return sentence;
}
