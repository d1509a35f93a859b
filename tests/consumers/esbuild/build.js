import backlit from 'backlit/esbuild';
import { build } from 'esbuild';

await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  outdir: 'dist',
  entryNames: 'code/[name]',
  assetNames: 'files/[name]-[hash]',
  plugins: [backlit()],
});
