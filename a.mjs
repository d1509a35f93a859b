import http from 'node:http'; import fs from 'node:fs'; import { once } from 'node:events'; import {createInterface} from 'node:readline';
import puppeteer from '/work/main/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js';
const name=process.argv[2]; const crash=process.argv[3];
let go; const allowed=new Promise(r=>go=r);const t0=Date.now(); const T=(...a)=>console.log(Date.now()-t0,...a);
const s=http.createServer(async(q,r)=>{const p=q.url; if(p.endsWith('start')){T('start asked');await allowed; r.writeHead(200);r.flushHeaders();r.on('close',()=>T('start closed'));return}
 if(p.endsWith('report')){T('report');r.writeHead(204).end();return}
 try{const b=fs.readFileSync('.'+p);r.writeHead(200,{'Content-Type':p.endsWith('js')?'text/javascript':'text/html','Cache-Control':'no-store'});r.end(b)}catch{r.writeHead(404).end()}});
s.listen(0,'127.0.0.1');await once(s,'listening');
const browser=await puppeteer.launch(name==='firefox'?{browser:'firefox',executablePath:'/usr/bin/firefox-esr',extraPrefsFirefox:{'devtools.console.stdout.content':true,'browser.dom.window.dump.enabled':true}}:{browser:'chrome',executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--enable-logging=stderr','--disable-background-networking','--disable-component-update','--disable-sync','--no-first-run','--disable-quic']});
T('launched'); const child=browser.process();
for(const st of [child.stdout,child.stderr]) createInterface(st).on('line',l=>T('LINE',l));
const page=await browser.newPage(); await page.goto(`http://127.0.0.1:${s.address().port}/t/page.html`); T('goto'); await browser.disconnect(); T('disconnected'); go();
setTimeout(async()=>{ if(crash){T('crash'); const {execSync}=await import('node:child_process'); console.log(execSync(`ps -eo pid,pgid,ppid,args --width 200 | grep -v "ps -eo" | awk '$2==${child.pid}' | cut -c1-160`).toString());
 const pids=execSync(`ps -eo pid,pgid,args --width 3000 | awk '$2==${child.pid}' | grep -E '${name==='firefox'?'isForBrowser.*tab$|tab$':'type=renderer'}' | awk '{print $1}'`).toString().trim().split('\n'); T(pids); for(const p of pids) try{process.kill(+p,crash)}catch{} await new Promise(r=>setTimeout(r,3000)); }
 process.kill(-child.pid,'SIGKILL'); await once(child,'exit'); T('exit'); s.close(); s.closeAllConnections();},3000);
