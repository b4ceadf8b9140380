import '@hark/ui/font.css';
import '@hark/ui/tokens.css';
import '@hark/ui/base.css';
import './styles.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { keepFocus } from './shell/keep_focus.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the console');
mount(App, { target });
keepFocus(document.body);
