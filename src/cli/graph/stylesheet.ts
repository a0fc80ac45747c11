/** Light by default, dark where the reader's system is. Contrast of all text is at least 4.5:1 in both. */
export const stylesheet = `
svg{--page:#ffffff;--ink:#1c2430;--soft:#5b6676;--public:#eef4ff;--private:#f4f6f4;--edge:#cfd8e3;--card:#ffffff;--request:#2f5fd0;--watch:#8a6d1a;--operate:#8a4a86;
--dns:#6d4fc4;--loadBalancer:#1f6fd1;--web:#0b7f8c;--app:#1d8348;--database:#b45f06;--monitoring:#8a6d1a}
@media (prefers-color-scheme:dark){svg{--page:#0f141b;--ink:#e6ebf2;--soft:#9aa7b8;--public:#152033;--private:#141b1c;--edge:#2e3a4a;--card:#1a222d;--request:#8ab0ff;--watch:#d9bd6a;--operate:#d79ad2;
--dns:#b39cf5;--loadBalancer:#7fb5ff;--web:#5fd0dc;--app:#72d39a;--database:#f2ab63;--monitoring:#d9bd6a}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink);font-size:13px}
.middle{text-anchor:middle}
.page{fill:var(--page)}
.title{font-size:24px;font-weight:700;letter-spacing:-.01em}
.subtitle,.legend,.detail,.band-name{fill:var(--soft)}
.subtitle{font-size:13.5px}.legend{font-size:12px}.detail{font-size:11.5px}
.band-name{font-size:12px;letter-spacing:.02em}
.band{stroke:var(--edge);stroke-width:1}
.band.public{fill:var(--public)}.band.private{fill:var(--private)}
.actor{fill:var(--card);stroke:var(--soft);stroke-width:1.25}
.actor-name{font-weight:650}
.dns{--role:var(--dns)}.loadBalancer{--role:var(--loadBalancer)}.web{--role:var(--web)}.app{--role:var(--app)}.database{--role:var(--database)}.monitoring{--role:var(--monitoring)}
.group{fill:var(--card);fill-opacity:.72;stroke:var(--role);stroke-width:1.5}
.group-name{fill:var(--role);font-size:14.5px;font-weight:700}
.host{fill:var(--card);stroke:var(--edge);stroke-width:1.25}
.host-name{font-size:13.5px;font-weight:650}
.address,.port,.virtual-text{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
.address{font-size:11px;fill:var(--soft)}
.virtual{fill:var(--role)}
.virtual-text{font-size:11.5px;font-weight:600;fill:var(--page)}
.flow{fill:none;stroke-width:1.75}
.flow.request{stroke:var(--request)}.flow.watch{stroke:var(--watch);stroke-width:1.25;stroke-dasharray:5 4}.flow.operate{stroke:var(--operate);stroke-width:1.25;stroke-dasharray:1.5 4;stroke-linecap:round}
.head.request{fill:var(--request)}.head.watch{fill:var(--watch)}.head.operate{fill:var(--operate)}
.plate{fill:var(--page);stroke:var(--edge);stroke-width:.75}
.port{font-size:11px;font-weight:600}
.port.request{fill:var(--request)}.port.watch{fill:var(--watch)}.port.operate{fill:var(--operate)}
`;
