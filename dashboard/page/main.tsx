import { render } from 'preact';

render(<p>Smartx</p>, document.getElementById('page')!);
