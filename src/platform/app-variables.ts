export { fillVariables, type GivenVariable, suggestedVariables } from '../declaration/app-variables.ts';
