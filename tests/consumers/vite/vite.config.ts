import backlit from 'backlit/vite';
import { defineConfig } from 'vite';

export default defineConfig({ base: '/app/', plugins: [backlit()] });
