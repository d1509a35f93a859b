export const sum = (list: number[]) => list.reduce((total, each) => total + each, 0);
