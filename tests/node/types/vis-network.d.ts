// The part of vis-network 9.1.2 that the page uses. The page holds the library as pyvis ships it,
// which has no types. See https://visjs.github.io/vis-network/docs/network/

declare namespace vis {
  interface Node {
    id: number;
    x: number;
    y: number;
    ctxRenderer(args: RenderArguments): CustomNode;
  }

  interface Edge {
    from: number;
    to: number;
  }

  interface RenderArguments {
    ctx: CanvasRenderingContext2D;
    x: number;
    y: number;
  }

  interface CustomNode {
    drawNode(): void;
    nodeDimensions: { width: number; height: number };
  }

  interface Options {
    physics: boolean;
    layout: { improvedLayout: boolean; randomSeed: number };
    interaction: Record<string, boolean | number>;
    edges: { hidden: boolean; smooth: boolean; chosen: boolean };
    nodes: { chosen: boolean };
  }

  interface MoveToOptions {
    position: { x: number; y: number };
    scale: number;
    animation: boolean | { duration: number; easingFunction: string };
  }

  class DataSet<Item> {
    constructor(items: Item[]);
  }

  class Network {
    constructor(
      container: HTMLElement,
      data: { nodes: DataSet<Node>; edges: DataSet<Edge> },
      options: Options,
    );
    on(event: 'beforeDrawing', see: (pen: CanvasRenderingContext2D) => void): void;
    on(event: 'dragEnd' | 'zoom', see: () => void): void;
    once(event: 'afterDrawing', see: () => void): void;
    getScale(): number;
    getViewPosition(): { x: number; y: number };
    moveTo(options: MoveToOptions): void;
    redraw(): void;
  }
}
