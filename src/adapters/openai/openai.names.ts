export const OPENAI_ORIGIN = 'https://api.openai.com';
/** What the probe needs: the catalogue of models, and nothing that takes text. */
export const OPENAI_MODELS_PATH_PREFIX = ['v1', 'models'] as const;
/** Names as the vendor gives them, those of fine-tuned models (`ft:…:id`) included. */
export const OPENAI_MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
