import { requestCommands } from '../features/requests/commands.ts';
import { exportLine } from '../features/connect/commands.ts';
import { LANGUAGES } from '../i18n/language.svelte.ts';
import { problemText } from '../i18n/problem-text.ts';
import { copyText } from '../ui/copy-text.ts';
import { THEMES } from '../ui/preferences.svelte.ts';
import type { AppContext } from './app-context.ts';
import type { Command } from './commands.svelte.ts';
import { SCREENS } from './screens.ts';
import { goShortcut, type ShortcutId } from './shortcuts.ts';
import { shellTexts } from './texts.ts';

/** What can be done wherever the person is, by palette and by key. The result takes it away. */
export function addShellCommands(app: AppContext): () => void {
  const { workspace } = app;
  const { router, shortcuts, commands } = workspace;
  const handlers: Partial<Record<ShortcutId, () => boolean | void>> = {
    palette: () => {
      workspace.isPaletteOpen = true;
    },
    help: () => {
      workspace.isHelpOpen = true;
    },
    settings: () => {
      router.go('settings');
    },
    copyEnv: () => void copyEnv(app),
    undo: () => workspace.toasts.act(),
  };
  for (const { id } of SCREENS) {
    const shortcut = goShortcut(id);
    if (shortcut === null) continue;
    handlers[shortcut] = () => {
      router.go(id);
    };
  }
  const ends = [
    shortcuts.onAll(handlers),
    commands.add(() => [
      ...screenCommands(app),
      ...actionCommands(app),
      ...requestCommands(app),
      ...channelCommands(app),
      ...lookCommands(app),
    ]),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function screenCommands({ workspace, language }: AppContext): Command[] {
  const t = language.of(shellTexts);
  const ids = [...SCREENS.map(({ id }) => id), 'help' as const];
  return ids.map((id) => ({
    id: `go-${id}`,
    section: t.palette.go,
    title: t.screens[id],
    keywords: id,
    run: () => {
      workspace.router.go(id);
    },
  }));
}

function actionCommands(app: AppContext): Command[] {
  const t = app.language.of(shellTexts);
  const { palette } = t;
  return [
    {
      id: 'copy-env',
      section: palette.action,
      title: palette.copyEnv,
      keywords: 'env',
      run: () => void copyEnv(app),
    },
    {
      id: 'clear-cooldowns',
      section: palette.action,
      title: palette.clearCooldowns,
      keywords: 'cooldown',
      run: () => void clearCooldowns(app),
    },
    {
      id: 'shortcuts',
      section: palette.action,
      title: t.help.title,
      run: () => {
        app.workspace.isHelpOpen = true;
      },
    },
    {
      id: 'api-docs',
      section: palette.action,
      title: palette.apiDocs,
      run: () => {
        window.open('/admin/docs', '_blank', 'noopener');
      },
    },
  ];
}

function channelCommands({ workspace, language }: AppContext): Command[] {
  const { palette } = language.of(shellTexts);
  const { router } = workspace;
  const { view } = workspace.channels;
  if (view.kind !== 'ready') return [];
  const add: Command = {
    id: 'add-channel',
    section: palette.channel,
    title: palette.addChannel,
    run: () => {
      router.go('channels', { id: 'new' });
    },
  };
  const each = view.data.flatMap(({ id, name, isEnabled }): Command[] => [
    {
      id: `open-channel-${id}`,
      section: palette.channel,
      title: name,
      run: () => {
        router.go('channels', { id: String(id) });
      },
    },
    {
      id: `check-channel-${id}`,
      section: palette.channel,
      title: palette.check(name),
      run: () => {
        router.go('channels', { id: String(id), check: '1' });
      },
    },
    {
      id: `switch-channel-${id}`,
      section: palette.channel,
      title: isEnabled ? palette.turnOff(name) : palette.turnOn(name),
      run: () => void workspace.channels.setEnabled(id, !isEnabled),
    },
  ]);
  return [add, ...each];
}

function lookCommands({ preferences, language }: AppContext): Command[] {
  const t = language.of(shellTexts);
  return [
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      section: t.palette.look,
      title: `${t.theme}: ${t.themes[theme]}`,
      keywords: theme,
      run: () => {
        preferences.theme = theme;
      },
    })),
    ...LANGUAGES.map(({ code, name }) => ({
      id: `language-${code}`,
      section: t.palette.look,
      title: `${language.t.language}: ${name}`,
      keywords: code,
      run: () => {
        language.choose(code);
      },
    })),
  ];
}

async function copyEnv({ workspace, language, origin }: AppContext): Promise<void> {
  const t = language.of(shellTexts);
  await workspace.localToken.load();
  const token = workspace.localToken.data;
  const isCopied = token !== null && (await copyText(exportLine(origin, token)));
  if (isCopied) workspace.toasts.say(t.envCopied);
  else workspace.toasts.complain(t.envNotCopied);
}

async function clearCooldowns({ workspace, language }: AppContext): Promise<void> {
  const t = language.of(shellTexts);
  const answer = await workspace.client.send('POST', '/admin/cooldowns/clear');
  void workspace.cooldowns.load();
  if (answer.ok) workspace.toasts.say(t.cooldownsCleared);
  else workspace.toasts.complain(t.failed(problemText(answer.problem, language.t)));
}
