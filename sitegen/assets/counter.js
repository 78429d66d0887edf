// Explained in beacon.py
(({hit,page,ask,key,base},d,all,lay,go)=>{
all=(w,f)=>d.querySelectorAll(w).forEach(f)
lay=async(c=new AbortController,got,put)=>{
setTimeout(()=>c.abort(),4e3)
got=await(await fetch(ask,{signal:c.signal,credentials:"omit"})).json()
if(key)got={views:+base+ +`${got[key]}`.replace(/[\s.,]/g,"")}
put=()=>all("[data-views],[data-count]",(e,n)=>{
n=got[e.dataset.count||"views"]
if(Number.isInteger(n)&&n<1e9&&n>+e.textContent.replace(/\D/g,""))for(e.textContent=`${n}`.replace(/\B(?=(\d{3})+$)/g,".");n=e.closest("[data-wait]");)n.removeAttribute("data-wait")})
put()
all("[data-fragment]",e=>new MutationObserver(put).observe(e,{childList:!0}))}
go=(i=()=>(self.requestIdleCallback||setTimeout)(()=>lay().catch(()=>{})))=>{
if(hit)navigator.sendBeacon(hit,page)
d.readyState=="complete"?i():addEventListener("load",i)}
if(self==top)d.prerendering?d.addEventListener("prerenderingchange",()=>go()):go()
})(document.currentScript.dataset,document)
