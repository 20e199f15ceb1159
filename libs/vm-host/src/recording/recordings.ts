export { FolderRecording, type RecordingOptions } from './folder-recording.ts';
export { OpenedRecording } from './open-recording.ts';
export { RecordingFolder } from './recording-folder.ts';
