// Bundles frontend/ into hashed, compressed files with a manifest and the licences of what went in.
// Usage: node frontend/build.mjs OUT
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import * as esbuild from 'esbuild';

// What icons.svg lacks, by its name in lucide.
const LUCIDE = [
  'arrow-left', 'circle-check', 'eye-off', 'file-up', 'flag', 'globe', 'key', 'keyboard', 'link', 'log-out',
  'map-pin', 'pencil', 'refresh-cw', 'trash-2', 'user-x', 'users',
];
const COMPRESSED = /\.(js|css|svg)$/;

const out = path.resolve(process.argv[2]);
fs.mkdirSync(out, { recursive: true });

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true, minify: true, target: ['chrome123', 'firefox120', 'safari17.5'], metafile: true,
  legalComments: 'none', logLevel: 'warning', outdir: out, entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', loader: { '.woff2': 'file' },
};
const builds = [
  await esbuild.build({ ...common, entryPoints: ['frontend/app.js'], format: 'esm', splitting: true }),
  await esbuild.build({ ...common, entryPoints: ['frontend/theme.js'], format: 'iife' }),
  await esbuild.build({ ...common, entryPoints: ['frontend/css/style.css'] }),
];
if (builds.some(({ warnings }) => warnings.length)) process.exit(1);

/** @type {Record<string, { file: string, integrity: string }>} */
const manifest = {};

/** Note a file of the output under the name that templates use. */
function note(name, file) {
  const digest = crypto.createHash('sha384').update(fs.readFileSync(path.join(out, file))).digest('base64');
  manifest[name] = { file, integrity: `sha384-${digest}` };
}

for (const { metafile } of builds) {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0];
    if (output.entryPoint || file.endsWith('.woff2')) note(path.basename(source), path.basename(file));
  }
}

const drawn = LUCIDE.map((name) => {
  const svg = fs.readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
  const [, body] = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${body.replace(/\s+/g, ' ').trim()}</symbol>`;
});
const sprite = fs.readFileSync('frontend/icons.svg', 'utf8').replace('</svg>', `${drawn.join('')}</svg>`);
/** Write a drawing of ours under a hashed name. */
function draw(name, svg) {
  const digest = crypto.createHash('sha256').update(svg).digest('hex').slice(0, 8).toUpperCase();
  const file = name.replace('.svg', `-${digest}.svg`);
  fs.writeFileSync(path.join(out, file), svg);
  note(name, file);
}
draw('icons.svg', sprite);
draw('mark.svg', fs.readFileSync('frontend/mark.svg', 'utf8'));

const folders = new Set(
  builds
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((input) => input.includes('node_modules'))
    .map((input) => input.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)[0]),
);
folders.add('node_modules/lucide-static');
const licences = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `=== ${name} ${version} (${license})\n${file ? fs.readFileSync(path.join(folder, file), 'utf8') : ''}`;
});
fs.writeFileSync(path.join(out, 'THIRD_PARTY_LICENSES.txt'), licences.join('\n'));

for (const name of fs.readdirSync(out).filter((entry) => COMPRESSED.test(entry))) {
  const bytes = fs.readFileSync(path.join(out, name));
  fs.writeFileSync(path.join(out, `${name}.gz`), zlib.gzipSync(bytes, { level: 9 }));
  fs.writeFileSync(path.join(out, `${name}.br`), zlib.brotliCompressSync(bytes));
}
fs.writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(manifest, null, 1));
