// @vitest-environment node
import { expect, it } from 'vitest';
import { exportLine } from '../../../../renderer/src/features/connect/commands.ts';

it('is one line that names address and token', () => {
  expect(exportLine('http://127.0.0.1:8080', 'ccl-x')).toBe(
    'export ANTHROPIC_BASE_URL=http://127.0.0.1:8080 ANTHROPIC_AUTH_TOKEN=ccl-x',
  );
});
