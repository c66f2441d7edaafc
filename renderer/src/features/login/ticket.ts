import { TICKET_MARK } from '#contracts/desktop-constants';

type Address = Pick<Window, 'location' | 'history'>;

/** The ticket of a window that has just opened, which goes out of the address before anything else is done. */
export function takeTicket({ location, history }: Address): string | null {
  const mark = `#${TICKET_MARK}`;
  if (!location.hash.startsWith(mark)) return null;
  const params = new URLSearchParams(location.hash.slice(1));
  const place = params.get('to') ?? '';
  // Not a step of the history: nobody can go back to it.
  history.replaceState(
    null,
    '',
    location.pathname + location.search + (place === '' ? '' : `#${place}`),
  );
  return params.get('ticket');
}
