# Made from solutions/tinytorch/viz/pages.py by `autograder build`.
"""What stands around a drawing: a web page of its own, and for an animation the buttons and the style that move it.

All of it is text: no library is loaded, and where scripts do not run an animation still plays by itself.
"""

from __future__ import annotations

from html import escape

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body{{font-family:Helvetica,Arial,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}}
svg{{max-width:100%;height:auto}} pre{{overflow:auto}}
</style>
</head>
<body>
{body}
<details><summary>In words</summary><pre>{words}</pre></details>
</body>
</html>
"""
PLAYER = """<div class="tt-film" data-film="{name}" data-seconds="{seconds:g}" data-lm-suppress-shortcuts="true">
<style>
.tt-film svg{{max-width:100%;height:auto}}
.tt-film .tt-bar{{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:.4rem 0;
  font:13px Helvetica,Arial,sans-serif}}
.tt-film .tt-bar[hidden]{{display:none}}
.tt-film input{{flex:1 1 8rem;min-width:6rem}}
.tt-film button{{font:inherit;min-width:2.2rem;padding:.2rem .5rem}}
.tt-film output{{flex:1 1 100%}}
</style>
{svg}
<div class="tt-bar" style="max-width:{width:g}px" hidden>
<button type="button" data-do="back" aria-label="previous step">&#9664;</button>
<button type="button" data-do="play" aria-label="play">play</button>
<button type="button" data-do="on" aria-label="next step">&#9654;</button>
<input type="range" min="0" max="{last}" step="1" value="{last}" aria-label="step">
<output aria-live="polite"></output>
</div>
<script>{script}</script>
</div>"""
# Takes the frames over from the style sheet, which plays them where no script runs: in an <img>, or a notebook that is
# not trusted. The arrow keys, Home, End and the space bar do what the buttons do.
SCRIPT = """
(function(){
document.querySelectorAll('.tt-film[data-film="NAME"]:not([data-ready])').forEach(function(film){
  film.dataset.ready="1";
  var frames=film.querySelectorAll("svg .frame"),bar=film.querySelector(".tt-bar"),slider=bar.querySelector("input");
  var says=bar.querySelector("output"),play=bar.querySelector('[data-do="play"]'),at=0,timer=null;
  function show(k){
    at=Math.max(0,Math.min(frames.length-1,k));
    frames.forEach(function(frame,j){frame.style.animation="none";frame.style.visibility=j===at?"visible":"hidden";});
    slider.value=at;
    says.textContent=(at+1)+" of "+frames.length+": "+frames[at].getAttribute("aria-label");
  }
  function stop(){clearInterval(timer);timer=null;play.textContent="play";play.setAttribute("aria-label","play");}
  function start(){
    if(at===frames.length-1){show(0);}
    play.textContent="pause";play.setAttribute("aria-label","pause");
    timer=setInterval(function(){
      if(!film.isConnected||at>=frames.length-1){stop();}else{show(at+1);}
    },1000*film.dataset.seconds);
  }
  var acts={back:function(){stop();show(at-1);},on:function(){stop();show(at+1);},
    play:function(){timer?stop():start();}};
  var keys={ArrowLeft:acts.back,ArrowRight:acts.on," ":acts.play,Home:function(){stop();show(0);},
    End:function(){stop();show(frames.length-1);}};
  bar.addEventListener("click",function(event){
    var what=event.target.dataset.do;
    if(what){acts[what]();}
  });
  bar.addEventListener("keydown",function(event){
    var onButton=event.key===" "&&event.target.tagName==="BUTTON";
    if(keys[event.key]&&!onButton){event.preventDefault();event.stopPropagation();keys[event.key]();}
  });
  slider.addEventListener("input",function(){stop();show(Number(slider.value));});
  bar.hidden=false;
  show(frames.length-1);
});
})();
"""


def page(body: str, words: str) -> str:
    """A web page with a drawing, and the same in words."""
    title = words.partition("\n")[0] or "A picture"
    return PAGE.format(title=escape(title), body=body, words=escape(words))


def player(svg: str, name: str, count: int, width: float, seconds: float) -> str:
    """An animation with buttons, a slider and what is to be seen in each step; a part of a page.

    name  differs from that of every other animation, for two of them may be in one page
    """
    script = SCRIPT.replace("NAME", name)
    return PLAYER.format(svg=svg, name=name, last=count - 1, width=width, seconds=seconds, script=script)


def motion(name: str, count: int, seconds: float) -> str:
    """Rules of style by which frames are shown one after the other, the last one twice as long, again and again.

    Who asked for less motion, and a printer, get the last one.
    """
    whole = count + 1
    still = ".tt-viz .frame{animation:none}"
    one, two = (f"{name}-{k}" for k in (1, 2))
    return (
        f"@keyframes {one}{{0%{{visibility:visible}}{100 / whole:.4f}%,100%{{visibility:hidden}}}}"
        f"@keyframes {two}{{0%{{visibility:visible}}{200 / whole:.4f}%,100%{{visibility:hidden}}}}"
        f".tt-viz .{name}{{visibility:hidden;animation:{one} {whole * seconds:g}s step-end infinite}}"
        f".tt-viz .{name}.last{{visibility:visible;animation-name:{two}}}"
        f"@media (prefers-reduced-motion:reduce){{{still}}}@media print{{{still}}}"
    )
