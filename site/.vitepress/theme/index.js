// SPDX-License-Identifier: Apache-2.0
import { h } from 'vue'
import DefaultTheme from 'vitepress/theme'
import ArchitecturePicture from './ArchitecturePicture.vue'
import DoorPicture from './DoorPicture.vue'
import GrantPicture from './GrantPicture.vue'
import HeroPicture from './HeroPicture.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'home-hero-image': () => h(HeroPicture) }),
  enhanceApp({ app }) {
    app.component('ArchitecturePicture', ArchitecturePicture)
    app.component('DoorPicture', DoorPicture)
    app.component('GrantPicture', GrantPicture)
  }
}
