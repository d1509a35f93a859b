import backlit from 'backlit/vite';
import { defineConfig } from 'vite';
import { fileURLToPath } from 'node:url';
import { wheel } from '../scripts/wheel.js';

const folder = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: folder('.'),
  // The built page may be served below any path.
  base: './',
  publicDir: folder('../build/demo-files'),
  plugins: [backlit()],
  define: { 'import.meta.env.WHEEL': JSON.stringify(wheel().replace('dist/', '')) },
  build: {
    outDir: folder('../build/demo'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: [folder('index.html'), folder('stlite/index.html')],
    },
  },
});
