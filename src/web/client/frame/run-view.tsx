import type { PageRun } from '../../../domain/page/page-document.ts'
import type { PageConditions } from '../../../domain/page/page-results.ts'
import { visible } from '../../../report/terminal/visible.ts'
import { WarningList } from '../overview/notes.tsx'
import { dayOf } from '../state/figures.ts'
import { licences } from '../state/load-document.ts'
import { usePage } from '../state/page-context.ts'
import { ScrollTable } from './scroll-table.tsx'

/** What the figures were made of: versions, settings, keys, files, runs, cost, and what is left out. */
export function RunView() {
  const { index } = usePage()
  const { version, bench, latest, settings, runs, inputs, warnings, single, pairs, against } =
    index.document
  return (
    <>
      <header class="title">
        <p class="eyebrow">mtbench {visible(version)}</p>
        <h1>How this was made</h1>
      </header>
      {warnings.length === 0 ? null : <WarningList warnings={warnings} />}
      <div class="beside">
        <Facts
          title="This report"
          rows={[['suite', bench], ['newest judgment', dayOf(latest)], ...Object.entries(settings)]}
        />
        {single === null ? null : <Conditions title="Grades" conditions={single} />}
        {pairs === null ? null : <Conditions title="Pairs" conditions={pairs} />}
      </div>
      <section aria-labelledby="runs">
        <h2 id="runs">Runs</h2>
        {runs.length === 0 ? (
          <p class="empty">No manifests: the judgments were made elsewhere.</p>
        ) : (
          runs.map((run) => <Run key={run.file} run={run} />)
        )}
      </section>
      <section aria-labelledby="files">
        <h2 id="files">Files read</h2>
        <FileTable files={[...inputs, ...(against?.inputs ?? [])]} />
      </section>
      <section aria-labelledby="licences-title">
        <h2 id="licences-title">Licences</h2>
        <details class="fold">
          <summary>Libraries in this page</summary>
          <div class="source">{licences()}</div>
        </details>
      </section>
    </>
  )
}

type Row = readonly [name: string, value: unknown]

function Facts({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <dl class="facts-list">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{visible(name.replaceAll('_', ' '))}</dt>
            <dd>{wordsOf(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Conditions({ title, conditions }: { title: string; conditions: PageConditions }) {
  const { mode, baseline, key, left_out } = conditions
  const rows: Row[] = [
    ['mode', mode],
    ...(baseline === null ? [] : [['baseline', baseline] as const]),
    ...Object.entries(key).map(([part, hash]): Row => [`key: ${part}`, hash]),
    ...Object.entries(left_out).map(([name, count]): Row => [`left out: ${name}`, count]),
  ]
  return <Facts title={title} rows={rows} />
}

function Run({ run }: { run: PageRun }) {
  const known = run.endpoints.map((endpoint) => endpoint['cost_usd'])
  const cost = known.every((usd) => typeof usd === 'number')
    ? known.reduce<number>((sum, usd) => sum + Number(usd), 0)
    : null
  const { failures, ...counts } = run.counts
  return (
    <details class="fold run">
      <summary>
        {visible(run.command)} <span class="note">{visible(run.started ?? 'time unknown')}</span>
        <span class="note">
          {run.endpoints.length === 0
            ? ''
            : cost === null
              ? 'cost unknown'
              : `cost ${cost.toFixed(4)} US dollars`}
        </span>
      </summary>
      <div class="beside">
        <Facts title="Counts" rows={Object.entries(counts)} />
        <Facts title="Settings" rows={Object.entries(run.settings)} />
        <Facts title="Hashes" rows={[['version', run.version], ...Object.entries(run.hashes)]} />
        {run.endpoints.map((endpoint) => (
          <Facts
            key={String(endpoint['id'])}
            title={`Endpoint ${visible(String(endpoint['id']))}`}
            rows={Object.entries(endpoint)}
          />
        ))}
      </div>
      {Array.isArray(failures) && failures.length > 0 ? (
        <>
          <h2>Failures</h2>
          <div class="source">{failures.map(wordsOf).join('\n')}</div>
        </>
      ) : null}
    </details>
  )
}

function FileTable({
  files,
}: {
  files: readonly { path: string; sha256: string; rows: number }[]
}) {
  return (
    <ScrollTable label="Table of files read">
      <table class="board plain">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="number">
              Rows
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.path}>
              <th scope="row" class="model path">
                <bdi>{visible(file.path)}</bdi>
              </th>
              <td class="number">{file.rows.toLocaleString('en')}</td>
              <td>
                <code>{file.sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  )
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return 'unknown'
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value))
}
