/** How the keys of one service begin, and how they go on. */
export interface ApiKeyRow {
  readonly prefixes: readonly string[];
  /** The fewest characters behind the prefix: fewer are part of a word. */
  readonly least: number;
  readonly source: string;
  /** Whether a key is told from a word that begins alike by the digits in it. */
  readonly mustHaveDigit?: boolean;
}

/** Prefixes by which services mark their secrets, so that they can be found. They say whose key it was, and stay. */
export const API_KEYS: readonly ApiKeyRow[] = [
  row('sk_live_ sk_test_ rk_live_ rk_test_', 8, 'Stripe: API keys (docs.stripe.com/keys)'),
  row('whsec_', 16, 'Stripe: webhook signing secrets; Svix the same'),
  row('ghp_ gho_ ghu_ ghs_ ghr_', 16, 'GitHub: token formats (docs.github.com/en/authentication)'),
  row('github_pat_', 20, 'GitHub: fine-grained personal access tokens'),
  row(
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- gloas-',
    16,
    'GitLab: token prefixes (docs.gitlab.com/security/tokens)',
  ),
  row('AKIA ASIA', 16, 'AWS IAM: unique ids of access keys'),
  row(
    'xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxe. xapp-',
    10,
    'Slack: token types (docs.slack.dev/authentication/tokens)',
  ),
  row('AIza', 30, 'Google Cloud: API keys', true),
  row('GOCSPX-', 20, 'Google: OAuth client secrets'),
  row('ya29.', 20, 'Google: OAuth access tokens'),
  row('npm_', 30, 'npm: access tokens', true),
  row('pypi-', 30, 'PyPI: API tokens', true),
  row('sk-proj- sk-svcacct- sk-admin- sk-ant-', 16, 'OpenAI and Anthropic: API keys'),
  row('sk-', 32, 'OpenAI: API keys of the older form', true),
  row('SG.', 40, 'Twilio SendGrid: API keys', true),
  row('shpat_ shpca_ shppa_ shpss_', 30, 'Shopify: access tokens and shared secrets'),
  row('dop_v1_ doo_v1_ dor_v1_', 40, 'DigitalOcean: tokens'),
  row('hf_', 30, 'Hugging Face: user access tokens', true),
  row('dckr_pat_ dckr_oat_', 16, 'Docker Hub: access tokens'),
  row('dapi', 32, 'Databricks: personal access tokens', true),
  row('hvs. hvb. hvr.', 20, 'HashiCorp Vault: token prefixes (1.10)'),
  row('glc_ glsa_', 30, 'Grafana: access policy and service account tokens'),
  row('NRAK-', 20, 'New Relic: user keys'),
  row('PMAK-', 20, 'Postman: API keys'),
  row('lin_api_', 30, 'Linear: API keys', true),
  row('sq0atp- sq0csp-', 20, 'Square: access tokens and secrets'),
];

function row(prefixes: string, least: number, source: string, mustHaveDigit = false): ApiKeyRow {
  return { prefixes: prefixes.split(' '), least, source, mustHaveDigit };
}
