// The part of YASGUI 4 that the editor of `kg serve` uses. See https://docs.triply.cc/yasgui-api/

interface YasguiTab {
  setRequestConfig?(config: { endpoint: string }): void;
  query(): Promise<unknown>;
}

interface YasguiOptions {
  requestConfig: { endpoint: string; method: string };
  copyEndpointOnNewTab: boolean;
  endpointCatalogueOptions: { getData(): unknown[] };
  persistenceId: string;
  populateFromUrl: boolean;
}

declare class Yasgui {
  static Yasqe: { defaults: { value: string; autocompleters: string[] } };
  static Yasr: { defaults: { prefixes: Record<string, string> } };
  constructor(parent: HTMLElement, options: YasguiOptions);
  addTab(
    active: boolean,
    tab: { name: string; yasqe: { value: string } },
    options: { avoidDuplicateTabs: boolean },
  ): YasguiTab;
}

interface Window {
  yasgui: Yasgui;
}
