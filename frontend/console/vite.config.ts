import { appBuild } from '../vite.base.ts';

export default appBuild('console');
