export const demoCommand = async (): Promise<number> => 0;
