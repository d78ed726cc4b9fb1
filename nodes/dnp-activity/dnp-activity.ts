import { resourceNode } from '../shared/resource/resource-node.ts';

export default resourceNode('Activity');
