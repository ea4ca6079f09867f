/** Text as it may stand in HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Minor units with two decimals and thousands separators. */
export function amountText(minorUnits: bigint): string {
  const sign = minorUnits < 0n ? '−' : '';
  const size = minorUnits < 0n ? -minorUnits : minorUnits;
  const whole = (size / 100n).toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${whole}.${(size % 100n).toString().padStart(2, '0')}`;
}

/** A cell of a table; the label stands before it where a row is shown as a card. */
export interface Cell {
  readonly label: string;
  readonly text: string;
  readonly isNumber?: boolean;
  /** A short word that is never broken. */
  readonly isWord?: boolean;
}

/** A table whose rows become cards on a narrow screen. All texts are escaped here. */
export function table(
  name: string,
  headings: readonly Omit<Cell, 'text'>[],
  rows: readonly (readonly string[])[],
): string {
  const head = headings
    .map((heading) => `<th scope="col"${classOf(heading)}>${escapeHtml(heading.label)}</th>`)
    .join('');
  const body = rows
    .map((row) => {
      const cells = row.map((text, index) => {
        const heading = headings[index];
        const label = escapeHtml(heading?.label ?? '');
        return `<td data-label="${label}"${classOf(heading)}>${escapeHtml(text)}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('\n');
  return `<table id="${name}"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

const classOf = (heading: Omit<Cell, 'text'> | undefined): string => {
  if (heading?.isNumber === true) return ' class="n"';
  return heading?.isWord === true ? ' class="w"' : '';
};

/** An instant to the minute, for people; JSON and CSV hold all of it. */
export function timeText(iso: string | null): string {
  return iso === null ? 'an unknown time' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** Everything that the page looks like; nothing is loaded from elsewhere. */
export const styles = `
:root { color-scheme: light dark; --line: #c9ccd1; --muted: #5b6169; --bad: #a11d1d; --good: #1d6b34; --paper: #fff; --ink: #15181c; --band: #f3f4f6; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4048; --muted: #a2a9b2; --bad: #ff8a80; --good: #7bd495; --paper: #14171b; --ink: #e8eaed; --band: #1d2127; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 76rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .muted { color: var(--muted); } .bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1rem 0; }
dl.facts div { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; } dl.facts dt { color: var(--muted); font-size: .85rem; } dl.facts dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { border-bottom: 1px solid var(--line); padding: .4rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: var(--band); position: sticky; top: 0; } .n { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; white-space: nowrap; }
.w { overflow-wrap: normal; }
code { overflow-wrap: anywhere; font-size: .85rem; } details { margin: .25rem 0; } footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .75rem; font-size: .85rem; }
@media (max-width: 44rem) {
  body { padding: 1rem; } thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; } tr { border: 1px solid var(--line); border-radius: .4rem; margin: 0 0 .75rem; padding: .3rem .6rem; }
  td { display: grid; grid-template-columns: 8.5rem 1fr; gap: .5rem; border: 0; padding: .2rem 0; text-align: left; } td::before { content: attr(data-label); color: var(--muted); }
  td.n { text-align: right; white-space: normal; } td.n::before { text-align: left; }
}
@media print { thead th { position: static; } }`;
