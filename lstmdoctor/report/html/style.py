"""The style sheet and the script of the page: no font, no picture, no request; whole without the script.

Colours carry meaning and never alone: a sign and a word stand beside each. Contrast is at least 4.5 to 1 on
both backgrounds (WCAG 2.1, 1.4.3), measured by axe in the browser tests.
"""

from __future__ import annotations

STYLE = """
.lstmdoctor{--ink:#1c2024;--soft:#5b6470;--line:#d8dde3;--ground:#fff;--raised:#f5f7f9;--error:#b3261e;
--warning:#8a4600;--note:#0b5a9c;--good:#146c3c;--data:#2f6f9f;--model:#5b6470;color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.lstmdoctor.page{--ink:#e7eaee;--soft:#a3adb8;--line:#3a424b;
--ground:#15181c;--raised:#1e2329;--error:#ff8a80;--warning:#f5b26b;--note:#7ab8f0;--good:#6fd39a;--data:#7ab8f0;--model:#a3adb8}}
body.lstmdoctor{margin:0;background:var(--ground)}
.lstmdoctor main{max-width:52rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
.lstmdoctor h1{font-size:1.6rem;line-height:1.25;margin:0 0 .35rem;font-weight:650;overflow-wrap:anywhere}
.lstmdoctor h2{font-size:1.15rem;margin:2.75rem 0 .75rem;font-weight:650}
.lstmdoctor h3{font-size:1rem;margin:0;font-weight:600;overflow-wrap:anywhere}
.lstmdoctor p{margin:.35rem 0;overflow-wrap:anywhere}
.lstmdoctor .soft,.lstmdoctor figcaption,.lstmdoctor caption,.lstmdoctor dt{color:var(--soft)}
.lstmdoctor .sign{display:inline-block;width:1.35em;font-weight:700}
.lstmdoctor .error{color:var(--error)}.lstmdoctor .warning{color:var(--warning)}
.lstmdoctor .note{color:var(--note)}.lstmdoctor .good{color:var(--good)}
.lstmdoctor .verdict{font-size:1.05rem;font-weight:600}
.lstmdoctor dl.files{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:1rem 0 0}
.lstmdoctor dd{margin:0;overflow-wrap:anywhere}
.lstmdoctor figure{margin:1rem 0}
.lstmdoctor figcaption{font-size:.9rem;margin-top:.4rem}
.lstmdoctor svg{display:block;width:100%;height:auto;overflow:visible}
.lstmdoctor svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
.lstmdoctor svg text.soft{fill:var(--soft);font-size:12px}
.lstmdoctor svg text.strong{font-weight:650;font-size:15px}
.lstmdoctor svg text.error{fill:var(--error)}
.lstmdoctor svg .box{fill:var(--raised);stroke:var(--line)}
.lstmdoctor svg .box.wrong{stroke:var(--error);stroke-width:2}
.lstmdoctor svg .box.absent{fill:none;stroke:var(--soft);stroke-dasharray:4 3}
.lstmdoctor svg .join{stroke:var(--soft);stroke-width:1.5;fill:none}
.lstmdoctor svg .join.wrong{stroke:var(--error);stroke-width:2.5}
.lstmdoctor svg .bar{fill:var(--data)}.lstmdoctor svg .bar.other{fill:var(--warning)}
.lstmdoctor svg .bar.bad{fill:var(--error)}.lstmdoctor svg .bar.quiet{fill:var(--line)}
.lstmdoctor svg .axis{stroke:var(--line)}.lstmdoctor svg .mark{stroke:var(--soft);stroke-dasharray:2 3}
.lstmdoctor svg .mark.wanted{stroke:var(--good);stroke-dasharray:none;stroke-width:2}
.lstmdoctor svg .curve{fill:none;stroke:var(--warning);stroke-width:2}
.lstmdoctor .finding{border-top:1px solid var(--line);padding:1rem 0}
.lstmdoctor .finding p{max-width:44rem}
.lstmdoctor .code{position:relative;margin:.6rem 0}
.lstmdoctor pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;margin:0;
padding:.7rem .9rem;overflow-x:auto;font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.lstmdoctor .copy{font:600 .8rem system-ui,sans-serif;color:var(--ink);background:var(--ground);
border:1px solid var(--line);border-radius:5px;padding:.2rem .6rem;cursor:pointer}
.lstmdoctor .code .bar{display:flex;justify-content:space-between;align-items:center;min-height:1.9rem;
font-size:.85rem}
.lstmdoctor .copy[hidden]{display:none}
.lstmdoctor :focus-visible{outline:2px solid var(--note);outline-offset:2px}
.lstmdoctor details{margin:.5rem 0}.lstmdoctor summary{cursor:pointer;color:var(--soft);font-size:.9rem}
.lstmdoctor .wide{overflow-x:auto}
.lstmdoctor table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;margin:.5rem 0}
.lstmdoctor th,.lstmdoctor td{text-align:left;padding:.25rem 1rem .25rem 0;
border-bottom:1px solid var(--line);vertical-align:top}
.lstmdoctor caption{text-align:left;font-size:.85rem;padding-bottom:.25rem}
.lstmdoctor footer{margin-top:3.5rem;color:var(--soft);font-size:.85rem}
.lstmdoctor .said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{.lstmdoctor .copy{display:none}.lstmdoctor details>*{display:block}.lstmdoctor .finding,
.lstmdoctor figure{break-inside:avoid}.lstmdoctor pre{white-space:pre-wrap}}
"""

SCRIPT = """
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.closest(".code").querySelector("code");
    let done = true;
    try { await navigator.clipboard.writeText(code.textContent); }
    catch {
      const all = document.createRange();
      all.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(all);
      done = document.execCommand("copy");
    }
    const words = done ? "Copied" : "Press Ctrl+C";
    button.textContent = words;
    document.getElementById("said").textContent = words;
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""Nothing is ever asked of any other place, whatever a name in a file says."""
