import { queueConformance } from '../testing/queue-conformance.ts';
import { testDatabase } from '../testing/test-database.ts';

queueConformance(() => testDatabase());
