"""The theme's script, cut to what this site uses; its search is fetched when opened.

The theme delivers one minified script for every site. Each edit below must find exactly
one place in it; the build stops where a new version of the theme looks different.
"""

import re
from collections.abc import Iterable

# Stands for clipboard.js, of which the theme uses no more than this.
COPIER = """class{
static isSupported(){return true}
constructor(selector,{text}){document.addEventListener("click",async({target})=>{
const trigger=target.closest?.(selector);
if(trigger){await this.write(text(trigger));this.done({trigger})}})}
on(event,done){this.done=done}
async write(text){
try{await navigator.clipboard.writeText(text)}
catch{
const area=Object.assign(document.createElement("textarea"),{value:text});
document.body.append(area);area.select();document.execCommand("copy");area.remove()}}}
"""
# Reason, pattern, what takes its place.
EDITS = (
    (
        "the search's worker starts with its first message, from disk after its shim",
        r"function (\w+)\((\w+),(\w+)=new Worker\(\2\)\)",
        r"function \1(\2,\3=((target=new EventTarget,ready)=>{"
        r"const start=async()=>{"
        r'if(location.protocol==="file:")await new Promise(onload=>'
        r'document.head.append(Object.assign(document.createElement("script"),'
        r'{src:\2.replace(/workers.*/,"iframe-worker.js"),onload})));'
        r"const worker=new Worker(\2);"
        r'worker.addEventListener("message",({data})=>'
        r'target.dispatchEvent(new MessageEvent("message",{data})));'
        r"return worker};"
        r"target.postMessage=data=>{"
        r"ready=ready||start();ready.then(worker=>worker.postMessage(data))};"
        r"return target})())",
    ),
    (
        "the worker is given the index once the search is open, as on a page from disk",
        r'\w+\(\$\(location\.protocol!=="file:"\),(\w+\("search"\))\)'
        r"\.pipe\((\w+\(\w+=>\w+\)),(\w+)\(",
        r"\1.pipe(\2,\3(",
    ),
    (
        "the index is fetched to mark found words only if the address names such words",
        r'\w+\(\[(\w+),(\w+\.pipe\([^[\]]+\.get\("h"\)\))\)\]\)\.pipe\((\w+)\(\(\[',
        r"\2,SWITCH(n=>\1.pipe(\3(o=>[o,n])))).pipe(\3(([",
    ),
    (
        "instant navigation knows pages by their addresses, without a sitemap",
        r'(function \w+\((\w+)\)\{return )\w+\(new URL\("sitemap\.xml",\2\)\)'
        r"\.pipe\([^{}]*?=>([\w$]+)\(new Map\)\),\w+\(\)\)\}",
        r'\1\3({has:page=>page.startsWith(\2)&&page.endsWith(".html")})}',
    ),
    (
        "colours are switched without transitions if they change, not with each page",
        r'\w+\.body\.setAttribute\("data-md-color-switching",""\),(?=\w+\.color\.media)',
        "",
    ),
    (
        "the same, where the new colours are known",
        r"(?=for\(let\[\w+,\w+\]of Object\.entries\((\w+)\.color\)\)document\.body)",
        r'\1.color.scheme!==document.body.getAttribute("data-md-color-scheme")'
        r'&&document.body.setAttribute("data-md-color-switching","");',
    ),
    (
        "a scheme that is the browser's own changes nothing, but styles all anew",
        r"(?<=return )(\w+)\.content=(\w+\.colorScheme),",
        r'(\1.content||\2==="dark")&&(\1.content=\2,document.head.append(\1)),',
    ),
    (
        "so does a scheme without a value",
        r'document\.head\.appendChild\(\w+\);(?=let \w+=\w+\("\(prefers-color-s)',
        "",
    ),
    (
        "tables stand in their frames already: see framed()",
        r'\.\.\.\w+\("table:not\(\[class\]\)",\w+\)\.map\(\w+=>\w+\(\w+\)\),',
        "",
    ),
    (
        "keyboard.js finds the blocks of code that scroll; to measure one in a closed "
        "answer would lay out the answer",
        r"(function \w+\((\w+)\)\{return )\w+\(\2\)\.pipe\(\w+\(\(\{width:\w+\}\)=>"
        r'\(\{scrollable:[^{}]*\}\)\),\w+\("scrollable"\)\)',
        r"\1NEVER",
    ),
    (
        "what stands around the text is made ready first, the text in its own task",
        r'(\.\.\.\w+\("content"\)\.map\((\w+)=>)(\w+\(\2,\{sitemap\$[^{}]*\}\))',
        r"\1LATER(()=>\3))",
    ),
    (
        "so is each block of code",
        r'(\.\.\.\w+\("pre:not\(\.mermaid\) > code",\w+\)\.map\((\w+)=>)'
        r"(\w+\(\2,\{[^{}]*\}\))",
        r"\1LATER(()=>\3))",
    ),
    (
        "and each explanation",
        r'(\("\[title\][^"]*",\w+\)\.filter\([^.]*"content\.tooltips"\)\)\.map\((\w+)=>)'
        r"(\w+\(\2,\{[^{}]*\}\))",
        r"\1LATER(()=>\3))",
    ),
    (
        "instant navigation leaves the head's links alone: the style sheets would be "
        "read and the page laid out again",
        r"(?<=\$\(document\)\.subscribe\()(\w+)(?=\);)",
        r"()=>{for(const part of document.head.children){"
        r'if(part.rel&&part.rel!=="stylesheet")part.href=part.href;'
        r'const copy=document.createElement("div");'
        r"copy.append(part.cloneNode(true));\1(copy);part.absolute=copy.innerHTML}"
        r"\1(document.body)}",
    ),
    (
        "but compares them by their whole addresses",
        r"(?<=\.set\()(\w+)\.outerHTML(?=,\1\))",
        r"\1.absolute||\1.outerHTML",
    ),
    (
        "a button keeps its name while its tooltip shows it; see keyboard.js",
        r'(?<=class:"md-code__button",)title:(\w+\("clipboard\.copy"\))',
        r'title:\1,"aria-label":\1',
    ),
    (
        "the buttons of a block are no landmark",
        r'(?<=\("nav",\{class:"md-code__nav")(?=\}\))',
        r',role:"none"',
    ),
    (
        "browsers write to the clipboard themselves",
        r"(var \w+=)\w+\(\(\w+,\w+\)=>\{/\*!\n \* clipboard\.js(?s:.*?)"
        r"\.default\}\)\}\);",
        rf"\1()=>{COPIER};",
    ),
    (
        "no diagrams",
        r'\.\.\.\w+\("pre\.mermaid",\w+\)\.map\(\w+=>\w+\(\w+\)\),',
        "",
    ),
    (
        "no versions of the site",
        r"\(\(\w+=\w+\.version\)==null\?void 0:\w+\.provider\)"
        r'==="mike"&&\w+\(\{[^}]*\}\);',
        "",
    ),
    (
        "no annotations of lists",
        r'\.\.\.\w+\("\.annotate:not\(\.highlight\)",\w+\)'
        r"\.map\(\w+=>\w+\(\w+,\{[^}]*\}\)\),",
        "",
    ),
    (
        "no annotations of code",
        r'\w+\.classList\.contains\("annotate"\)\|\|',
        "",
    ),
    (
        "no tags of pages",
        r'\w+\.tags&&(?=\w+\("nav",\{class:"md-tags"\})',
        "!1&&",
    ),
    (
        "no numbers from the repository's host",
        r',\.\.\.\w+\("source"\)\.map\(\w+=>[\w$]+\(\w+\)\)',
        "",
    ),
)
SWITCH = r'\("search"\)\.pipe\(\w+\((\w)=>\1\),(\w+)\('
NEVER = r'namedItem\("search"\)\?\w+\(\):(\w+),'
DELAY = r"\)\.pipe\((\w+)\(125\)\)"
OF = r"([\w$]+)\(!0\),[\w$]+\(!1\)\.pipe\("
FEATURES = r"function (\w+)\((\w+)\)\{return \w+\.features\.includes\(\2\)\}"


class ThemeError(ValueError):
    """The theme's script is no longer what it was."""


def _found(pattern: str, script: str, reason: str) -> re.Match[str]:
    places = list(re.finditer(pattern, script))
    if len(places) != 1:
        raise ThemeError(
            "the theme's script has changed (site_tools/bundle.py): expected one place "
            f"for “{reason}”, got {len(places)}"
        )
    return places[0]


def cut(script: str, features: Iterable[str]) -> str:
    """Edit the theme's script for a site that has these of the theme's features."""
    features = set(features)
    for reason, pattern, instead in EDITS:
        place = _found(pattern, script, reason)
        script = script[: place.start()] + place.expand(instead) + script[place.end() :]
    switch = _found(SWITCH, script, "RxJS's switchMap")[2]
    once = _found(OF, script, "RxJS's of")[1]
    delay = _found(DELAY, script, "RxJS's delay")[1]
    parts = {
        "LATER(": f"{once}(0).pipe({delay}(0),{switch}(",
        "SWITCH(": f"{switch}(",
        "NEVER": _found(NEVER, script, "RxJS's NEVER")[1],
    }
    for name, part in parts.items():
        script = script.replace(name, part)
    asks = _found(FEATURES, script, "whether the site has a feature")[1]
    return re.sub(
        rf'(?<![\w$.]){asks}\("([a-z.]+)"\)',
        lambda asked: "!0" if asked[1] in features else "!1",
        script,
    )


def framed(content: str) -> str:
    """Put each table where it can scroll, as the theme's script would at each visit."""
    frame = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">'
    content = content.replace("<table>", f"{frame}<table>")
    return content.replace("</table>", "</table></div></div>")
