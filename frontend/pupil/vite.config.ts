import { readFileSync } from 'node:fs';

import { defineConfig, mergeConfig, type Plugin } from 'vite';

import { appBuild } from '../vite.base.ts';

interface Topics {
  topics: Record<'id' | 'label' | 'family' | 'handler' | 'urgency' | 'staff' | 'nude' | 'always', unknown>[];
}

/** Of each topic, the page carries what it reads; help routes and checklists are the school's side. */
const pupilTopics: Plugin = {
  name: 'pupil-topics',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('/app/reports/topics.json')) return null;
    const { topics } = JSON.parse(readFileSync(id, 'utf8')) as Topics;
    const read = topics.map(({ id: name, label, family, handler, urgency, staff, nude, always }) => ({ id: name, label, family, handler, urgency, staff, nude, always }));
    return JSON.stringify({ topics: read });
  },
};

export default mergeConfig(appBuild('pupil'), defineConfig({ plugins: [pupilTopics] }));
