"""The style of the drill's page."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;
--well:#f6f8fa;--down:#b42318;--stuck:#a04000;--degraded:#8a5300;--survives:#1a7f37;
--moved:#0b5fad;--p0:#8aa4c8;--p1:#5f83b5;--p2:#c9a56b;--p3:#7fb38a}
@media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e6edf3;--soft:#9aa5b1;
--line:#2b323b;--well:#171c23;--down:#ff8a80;--stuck:#ffab70;--degraded:#f0b429;--survives:#56d364;
--moved:#79b8ff;--p0:#4b6488;--p1:#34557f;--p2:#86662f;--p3:#3c6b49}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
overflow-wrap:anywhere}
header,main{max-width:72rem;margin:0 auto;padding:1rem clamp(1rem,4vw,2rem)}
header{padding-top:2rem}
main{padding-top:0}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
header p,.soft{margin:.25rem 0;color:var(--soft)}
.kind{text-transform:uppercase;letter-spacing:.06em;font-size:.8rem}
.badge{display:inline-block;padding:.05em .6em;border:1px solid currentColor;border-radius:1em;
font-size:.75em;font-weight:600;white-space:nowrap}
.down{color:var(--down)}.stuck{color:var(--stuck)}.degraded{color:var(--degraded)}
.survives{color:var(--survives)}
table{border-collapse:collapse;font-size:.9rem;width:100%}
th,td{padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);text-align:left;
vertical-align:top}
thead th{color:var(--soft);font-weight:600;overflow-wrap:break-word}
.map thead th:nth-last-child(-n+2){white-space:nowrap}
tbody th{font-weight:500}
.events tbody th{color:var(--soft)}
.zones b{font-weight:500;color:var(--soft)}
.dots{display:block;margin:.2rem 0 .15rem}
.zones .dots{display:inline-block;vertical-align:middle;margin:0 .3rem}
.dot{width:.7em;height:.7em}
.stays{fill:var(--ink)}.moved{fill:var(--moved)}
.missing{fill:none;stroke:var(--down);stroke-width:1.5;stroke-dasharray:2 1.5}
.workload{border-top:1px solid var(--line);margin-top:2rem}
figure{margin:.75rem 0}
.time{display:block;width:100%;height:.9rem;border-radius:.3rem;background:var(--well)}
.part0{fill:var(--p0)}.part1{fill:var(--p1)}.part2{fill:var(--p2)}.part3{fill:var(--p3)}
figcaption{font-size:.85rem;margin-top:.3rem}
figcaption span{display:inline-block;padding-left:.5rem;margin-right:.6rem;border-left:.6rem solid}
.key0{border-color:var(--p0)}.key1{border-color:var(--p1)}.key2{border-color:var(--p2)}
.key3{border-color:var(--p3)}
.reason,code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.85rem}
code{color:var(--soft)}
details{margin:.75rem 0}
summary{cursor:pointer;color:var(--soft)}
ul{padding-left:1.2rem}
.findings li{margin:.6rem 0}
@media screen and (min-width:60rem){.map .zone,.events tbody th{white-space:nowrap}}
@media screen and (max-width:44rem){thead{display:none}
table,tbody,tr,th,td{display:block}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}
tbody tr:first-child{border-top:1px solid var(--line)}
th,td{border:0;padding:.1rem 0}
td[data-label]{display:grid;grid-template-columns:minmax(5.5rem,30%) 1fr;column-gap:.75rem}
td[data-label]::before{content:attr(data-label);color:var(--soft)}
td .dots{grid-column:2}td .dots+span{grid-column:2}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--down:#b42318;--stuck:#a04000;
--degraded:#8a5300;--survives:#1a7f37;--moved:#0b5fad;--p0:#8aa4c8;--p1:#5f83b5;--p2:#c9a56b;
--p3:#7fb38a}
@page{margin:14mm}
html{font-size:8.5pt}
body{font-size:1rem;line-height:1.4}
header,main{max-width:none;padding:0}
h2{margin-top:.8rem;break-after:avoid}
h2+p{break-after:avoid}
th,td{padding:.12rem .6rem .12rem 0}
p,ul,details,figure{margin:.3rem 0}
tr,li,figure,p,.workload{break-inside:avoid}
.inputs{break-before:avoid}
summary{list-style:none}
.workload{margin-top:.8rem}
.time,.dots,.dot,figcaption span{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
