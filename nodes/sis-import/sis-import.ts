import type { Node, NodeAPI, NodeDef } from 'node-red';
import { count } from '../../lib/outcome.ts';
import { dayInSweden } from '../../lib/sis/period.ts';
import { importSs12000 } from '../../lib/sis/ss12000/import.ts';
import { STAGES } from '../../lib/stage.ts';
import { onStep } from '../shared/step.ts';
import { summary } from '../shared/summary.ts';
import { text, typedInput } from '../shared/typed-input.ts';
import type { SisImportConfig, SisImportCredentials } from './sis-import.shared.ts';
import { readFrom } from './sources.ts';

/** Turns an export of a student information system into the dataset of a run. */
export default function sisImport(RED: NodeAPI): void {
  function SisImportNode(this: Node<SisImportCredentials>, config: NodeDef & SisImportConfig): void {
    RED.nodes.createNode(this, config);
    const setting = (value: string | undefined) => text(RED, this, value);
    onStep(RED, this, config.connection, async (step) => {
      const { msg, dnp, handOn, status, words, connection } = step;
      const runId = step.startRun(...STAGES);
      status.show('busy', 'status.reading');
      const pages = await readFrom[config.source]({
        step,
        config,
        credentials: this.credentials ?? {},
        setting,
        given: () => typedInput(RED, this, { value: config.payload, type: config.payloadType }, msg),
      });
      step.signal.throwIfAborted();
      const today = setting(config.today) || dayInSweden(Date.now());
      const { dataset, leftOut, leftOutObjects } = importSs12000(pages, { today });

      connection.record(runId, leftOut, leftOutObjects);
      msg.payload = dataset;
      msg.dnp = { ...dnp, runId };
      const report = { topic: msg.topic, payload: connection.describe(leftOut), dnp: { runId } };
      await handOn([msg, leftOut.length > 0 ? report : null]);
      const imported = Object.values(dataset).reduce((sum, objects) => sum + objects.length, 0);
      const { tone, text: line } = summary(
        words,
        'status.imported',
        { imported, left: leftOut.length },
        count(leftOut),
      );
      status.settleText(tone, line);
    });
  }
  RED.nodes.registerType<Node<SisImportCredentials>, NodeDef & SisImportConfig, object, SisImportCredentials>(
    'sis-import',
    SisImportNode,
    { credentials: { bearer: { type: 'password' }, clientSecret: { type: 'password' } } },
  );
}
