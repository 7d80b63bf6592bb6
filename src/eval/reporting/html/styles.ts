/** The style of the report, without external fonts or images; light or dark like the reader's system. */
export const STYLES = `
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1d2226;--soft:#5d666e;--line:#e3e0da;--track:#efece6;--good:#17795e;--good-soft:#bfe3d6;--bad:#b8381d;--bad-soft:#f5d3ca;--warn:#94650a;--warn-soft:#f3e2b8;--accent:#2f5d8c;--accent-soft:#cfdff0}
@media(prefers-color-scheme:dark){:root{--paper:#15181b;--card:#1d2125;--ink:#e8e6e2;--soft:#9aa3ab;--line:#31373d;--track:#2a2f34;--good:#5cc9a4;--good-soft:#1f4a3d;--bad:#f08a70;--bad-soft:#5a2a1f;--warn:#e0b65c;--warn-soft:#4a3a17;--accent:#8fb8e0;--accent-soft:#26405a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
header{display:flex;gap:20px;align-items:flex-start;justify-content:space-between;border-bottom:1px solid var(--line);padding-bottom:20px}
h1{font-size:28px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
h2{font-size:18px;margin:40px 0 12px}
h3{font-size:14px;margin:0 0 2px}
p{margin:0 0 8px}
.soft,.note{color:var(--soft)}
.small{font-size:13px}
.verdict{font-weight:700;font-size:17px;padding:8px 18px;border-radius:999px;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.verdict.good{background:var(--good-soft)}.verdict.bad{background:var(--bad-soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;margin-top:24px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.tile .value{font-size:26px;font-weight:650;line-height:1.2;letter-spacing:-.02em}
.tile .label{color:var(--soft);font-size:13px}
.tile .more{color:var(--soft);font-size:12.5px;margin-top:2px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:16px}
.card p{font-size:12.5px;color:var(--soft)}
svg{display:block;width:100%;height:auto;max-width:640px}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}
svg .axis{fill:var(--soft);font-size:11px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{text-align:left;padding:7px 10px;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;font-size:12.5px;white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
tr:last-child>td{border-bottom:0}
details.case{background:var(--card);border:1px solid var(--line);border-radius:12px;margin-bottom:8px}
details.case>summary{cursor:pointer;padding:12px 16px;display:grid;grid-template-columns:16px minmax(160px,1.4fr) 2fr auto auto;gap:12px;align-items:center;list-style:none}
details.case>summary::-webkit-details-marker{display:none}
details.case>summary:hover{background:var(--track);border-radius:12px}
details.case[open]>summary{border-bottom:1px solid var(--line);border-radius:12px 12px 0 0}
details.case .inside{padding:14px 16px}
.mark{font-weight:700}
.id{font-weight:600;overflow-wrap:anywhere}
.chip{display:inline-block;white-space:nowrap;font-size:12px;border:1px solid var(--line);border-radius:999px;padding:0 8px;margin:0 4px 2px 0;color:var(--soft)}
.chip.good{background:var(--good-soft);color:var(--good);border-color:transparent}.chip.bad{background:var(--bad-soft);color:var(--bad);border-color:transparent}.chip.warn{background:var(--warn-soft);color:var(--warn);border-color:transparent}
code{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--track);border-radius:5px;padding:1px 5px;overflow-wrap:anywhere}
a{color:var(--accent)}
ul{margin:4px 0;padding-left:18px}
.problems li{color:var(--bad)}
.recording{min-width:190px;max-width:250px}
.why{overflow-wrap:anywhere;max-width:520px}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:16px;font-size:13px;color:var(--soft)}
@media(max-width:760px){details.case>summary{grid-template-columns:16px 1fr auto}details.case>summary .directive,details.case>summary .took{display:none}header{flex-direction:column}}
@media print{details.case .inside{display:block}body{background:#fff}}
`;
