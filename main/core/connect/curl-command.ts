import type { Shell } from '../../contracts/connect.ts';
import { quoted } from './shells.ts';

type Asked = { readonly baseUrl: string; readonly token: string; readonly model: string };

/** One small request, as it is typed into the shell. */
export function curlCommand(shell: Shell, { baseUrl, token, model }: Asked): string {
  const url = `${baseUrl}/v1/messages`;
  const body = JSON.stringify({
    model,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Say hello.' }],
  });
  if (shell === 'powershell') return invokeRestMethod(url, token, body);
  const word = (text: string): string => quoted(shell, text);
  const lines = [
    `curl ${word(url)}`,
    `  -H ${word(`x-api-key: ${token}`)}`,
    `  -H ${word('anthropic-version: 2023-06-01')}`,
    `  -H ${word('content-type: application/json')}`,
    `  -d ${word(body)}`,
  ];
  return lines.join(shell === 'cmd' ? ' ^\n' : ' \\\n');
}

/** PowerShell up to 7.2 loses the quotes of what it hands to a program such as curl. */
function invokeRestMethod(url: string, token: string, body: string): string {
  const word = (text: string): string => quoted('powershell', text);
  const headers = `@{ 'x-api-key' = ${word(token)}; 'anthropic-version' = '2023-06-01' }`;
  return [
    `Invoke-RestMethod -Method Post -Uri ${word(url)}`,
    `  -Headers ${headers}`,
    `  -ContentType 'application/json'`,
    `  -Body ${word(body)}`,
  ].join(' `\n');
}
