"""The style and the script of the HTML report."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;
--well:#f6f8fa;--error:#b42318;--warning:#8a5300;--info:#0b5fad;--held:#1a7f37;--mark:#ffe3a3}
@media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e6edf3;--soft:#9aa5b1;
--line:#2b323b;--well:#171c23;--error:#ff8a80;--warning:#f0b429;--info:#79b8ff;--held:#56d364;--mark:#5a4300}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
overflow-wrap:anywhere}
header,main{max-width:70rem;margin:0 auto;padding:1rem clamp(1rem,4vw,2rem)}
header{padding-top:2rem}
h1{font-size:1.7rem;line-height:1.2;margin:0}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1.75rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h4{font-size:1rem;font-weight:600;margin:0}
header p{margin:.25rem 0;color:var(--soft)}
.facts{display:block;font-size:.85rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem}
th,td{padding:.3rem .75rem;border-bottom:1px solid var(--line);text-align:center;
overflow-wrap:normal}
th:first-child{text-align:left;padding-left:0}
tbody th{font-weight:400}
th small{display:block;color:var(--soft)}
td.held{color:var(--held)}td.broken{color:var(--error);font-weight:700}td.none{color:var(--soft)}
#bar{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;
padding:.6rem 0;background:var(--paper);border-bottom:1px solid var(--line);font-size:.9rem}
#bar[hidden]{display:none}
#bar .grow{flex:1 1 12rem}
#bar input[type=search],#bar select{font:inherit;color:inherit;background:var(--well);
border:1px solid var(--line);border-radius:.4rem;padding:.3rem .5rem}
#bar input[type=search]{width:100%}
article{margin:.75rem 0;padding:.75rem 1rem;border:1px solid var(--line);
border-left:4px solid var(--tone);border-radius:.4rem;content-visibility:auto;
contain-intrinsic-size:auto 12rem}
article[hidden],.group[hidden]{display:none}
.error{--tone:var(--error)}.warning{--tone:var(--warning)}.info{--tone:var(--info)}
[data-silenced]{opacity:.75;border-style:dashed}
.level{color:var(--tone);text-transform:uppercase;font-size:.75rem;letter-spacing:.04em}
label.error,label.warning,label.info{color:var(--tone)}
.about{margin:.2rem 0 .6rem;font-size:.85rem;color:var(--soft);display:flex;flex-wrap:wrap;
gap:0 1rem}
a{color:var(--info)}
code,pre,.about span,.related span{font-family:ui-monospace,Menlo,Consolas,monospace}
pre{margin:.4rem 0;padding:.5rem 0;background:var(--well);border-radius:.4rem;overflow-x:auto;
font-size:.85rem;line-height:1.45}
pre b,pre span{display:inline-block;min-width:100%;padding-right:1rem;color:var(--soft);
font-weight:400}
pre b{color:inherit}
pre i{display:inline-block;width:4ch;margin-right:1.5ch;text-align:right;font-style:normal;
color:var(--soft);user-select:none}
mark{background:var(--mark);color:inherit;border-radius:2px;
text-decoration:underline wavy var(--tone) 1px;text-underline-offset:3px}
.related,.note{margin:.4rem 0;font-size:.9rem}
.related span{color:var(--soft);font-size:.85rem}
.none,#empty{color:var(--soft)}
ul{padding-left:1.2rem}
summary{cursor:pointer;margin-bottom:.5rem}
@media (max-width:44rem){table{font-size:.8rem}th,td{padding:.3rem .2rem}}
@media print{#bar{display:none}article{content-visibility:visible;break-inside:avoid}}
"""

SCRIPT = """
const bar = document.getElementById("bar"), groups = document.getElementById("groups");
const articles = [...groups.querySelectorAll("article")];
const words = articles.map(a => a.textContent.toLowerCase());
function show() {
  const f = bar.elements, needle = f.words.value.trim().toLowerCase();
  let any = false;
  articles.forEach((a, i) => {
    a.hidden = !f[a.className].checked || (needle && !words[i].includes(needle)) ||
      ("silenced" in a.dataset && !(f.silenced && f.silenced.checked));
    any = any || !a.hidden;
  });
  for (const g of groups.children) g.hidden = !g.querySelector("article:not([hidden])");
  document.getElementById("empty").hidden = any || !articles.length;
}
function group() {
  const by = bar.elements.by.value, made = new Map();
  for (const a of articles) {
    const name = a.dataset[by];
    if (!made.has(name)) {
      const s = document.createElement("section"), h = document.createElement("h3");
      s.className = "group";
      h.textContent = name;
      s.append(h);
      made.set(name, s);
    }
    made.get(name).append(a);
  }
  const order = [...made.keys()];
  if (by !== "workload") order.sort();
  groups.replaceChildren(...order.map(n => made.get(n)));
  show();
}
bar.addEventListener("input", e => e.target.name === "by" ? group() : show());
bar.addEventListener("submit", e => e.preventDefault());
bar.hidden = false;
show();
"""
